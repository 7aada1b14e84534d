"""Where vendors tell of changes. No person comes here: a secret or a signature is the gate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from connectors.errors import ContractError
from sync.services.news import Forged, xero_told, zoho_told

LARGEST = 256 * 1024  # bytes; a vendor's are a few thousand


@csrf_exempt
@require_POST
def zoho(request: HttpRequest, address: str) -> HttpResponse:
    if _is_large(request):
        return HttpResponse(status=413)
    try:
        zoho_told(address=address, body=request.body)
    except Forged:
        return HttpResponse(status=404)  # whoever guesses must not learn which half was right
    except ContractError:
        return HttpResponse(status=400)
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def xero(request: HttpRequest) -> HttpResponse:
    if _is_large(request):
        return HttpResponse(status=413)
    try:
        xero_told(body=request.body, signature=request.headers.get("x-xero-signature", ""))
    except Forged:
        return HttpResponse(status=401)
    except ContractError:
        return HttpResponse(status=400)
    return HttpResponse(status=200)


def _is_large(request: HttpRequest) -> bool:
    text = request.headers.get("content-length") or "0"
    return not text.isdecimal() or int(text) > LARGEST
