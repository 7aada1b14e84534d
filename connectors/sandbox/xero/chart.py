"""What an organisation is set up with: accounts, tax rates, branding themes (XERO.md 5).

The defaults are those of a small British company; every organisation may be given others.
"""

from __future__ import annotations

from connectors.sandbox.xero.refused import Complaints
from connectors.sandbox.xero.wire import Record

CLASSES = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "INVENTORY": "ASSET",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
    "DIRECTCOSTS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "CURRLIAB": "LIABILITY",
    "EQUITY": "EQUITY",
}
APPLIES = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
REPORTED_AS = {"OUTPUT2": "OUTPUT", "RROUTPUT": "OUTPUT", "INPUT2": "INPUT", "RRINPUT": "INPUT"}
# Not for lines of documents: the ledgers behind them, and money itself.
UNFIT_TYPES = frozenset({"BANK"})
UNFIT_SYSTEM = frozenset({"DEBTORS", "CREDITORS", "GST", "ROUNDING"})


def account(code: str, name: str, kind: str, tax: str, **more: object) -> Record:
    """Describe one account; the organisation adds its id."""
    return {
        "Code": code,
        "Name": name,
        "Type": kind,
        "TaxType": tax,
        "Status": "ACTIVE",
        "Class": CLASSES[kind],
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        **more,
    }


def tax_rate(tax_type: str, name: str, percent: float, side: str) -> Record:
    """Describe one rate; `side` is sales, purchases or both."""
    return {
        "TaxType": tax_type,
        "Name": name,
        "ReportTaxType": REPORTED_AS.get(tax_type, tax_type),
        "Status": "ACTIVE",
        "DisplayTaxRate": percent,
        "EffectiveRate": percent,
        "CanApplyToAssets": True,
        "CanApplyToEquity": True,
        "CanApplyToLiabilities": True,
        "CanApplyToExpenses": side != "sales",
        "CanApplyToRevenue": side != "purchases",
        "TaxComponents": [
            {"Name": "VAT", "Rate": percent, "IsCompound": False, "IsNonRecoverable": False}
        ],
    }


ACCOUNTS: tuple[Record, ...] = (
    account("090", "Business Bank Account", "BANK", "NONE", BankAccountType="BANK"),
    account("091", "Business Savings Account", "BANK", "NONE", BankAccountType="BANK"),
    account("200", "Sales", "REVENUE", "OUTPUT2"),
    account("210", "Consulting", "REVENUE", "OUTPUT2"),
    account("260", "Other Revenue", "REVENUE", "OUTPUT2"),
    account("299", "Old Sales", "REVENUE", "OUTPUT2", Status="ARCHIVED"),
    account("300", "Purchases", "DIRECTCOSTS", "INPUT2"),
    account("310", "Cost of Goods Sold", "DIRECTCOSTS", "INPUT2"),
    account("400", "Advertising & Marketing", "OVERHEADS", "INPUT2"),
    account("404", "Bank Fees", "OVERHEADS", "EXEMPTINPUT"),
    account("429", "General Expenses", "OVERHEADS", "INPUT2"),
    account("445", "Light, Power, Heating", "OVERHEADS", "RRINPUT"),
    account("610", "Accounts Receivable", "CURRENT", "NONE", SystemAccount="DEBTORS"),
    account("630", "Inventory", "INVENTORY", "NONE"),
    account("800", "Accounts Payable", "CURRLIAB", "NONE", SystemAccount="CREDITORS"),
    account("820", "VAT", "CURRLIAB", "NONE", SystemAccount="GST"),
    account("855", "Clearing Account", "CURRLIAB", "NONE", EnablePaymentsToAccount=True),
    account("860", "Rounding", "CURRLIAB", "NONE", SystemAccount="ROUNDING"),
)
TAX_RATES: tuple[Record, ...] = (
    tax_rate("OUTPUT2", "20% (VAT on Income)", 20.0, "sales"),
    tax_rate("RROUTPUT", "5% (VAT on Income)", 5.0, "sales"),
    tax_rate("ZERORATEDOUTPUT", "Zero Rated Income", 0.0, "sales"),
    tax_rate("EXEMPTOUTPUT", "Exempt Income", 0.0, "sales"),
    tax_rate("INPUT2", "20% (VAT on Expenses)", 20.0, "purchases"),
    tax_rate("RRINPUT", "5% (VAT on Expenses)", 5.0, "purchases"),
    tax_rate("ZERORATEDINPUT", "Zero Rated Expenses", 0.0, "purchases"),
    tax_rate("EXEMPTINPUT", "Exempt Expenses", 0.0, "purchases"),
    tax_rate("NONE", "No VAT", 0.0, "both"),
)
THEMES = ("Standard", "Very orange invoice!", "Wholesale")


def check_account(account_: Record | None, code: str, wrong: Complaints) -> bool:
    """Complain of an account code that no line may use (XERO.md 4, error messages)."""
    gone = account_ is not None and account_["Status"] != "ACTIVE"
    fits = account_ is not None and not (
        account_["Type"] in UNFIT_TYPES or account_.get("SystemAccount") in UNFIT_SYSTEM
    )
    wrong.unless(
        not gone,
        f"Account code '{code}' has been archived, or has been deleted. "
        "Please use another account code.",
    )
    wrong.unless(fits, f"Account code '{code}' is not a valid code for this document.")
    return fits and not gone


def check_tax(
    rate: Record | None, tax_type: str, account_: Record | None, wrong: Complaints
) -> bool:
    """Complain of a tax type that is unknown or does not go with the account (XERO.md 4)."""
    known = rate is not None and rate["Status"] == "ACTIVE"
    wrong.unless(
        known,
        f"The TaxType code '{tax_type}' does not exist or cannot be used for this type of "
        "transaction.",
    )
    if rate is None or account_ is None:
        return known
    fits = bool(rate[APPLIES[account_["Class"]]])
    code = account_["Code"]
    wrong.unless(fits, f"The TaxType code '{tax_type}' cannot be used with account code '{code}'")
    return known and fits
