// A small stand-in for Zoho's widget SDK: what the widget uses of it, and no more.
"use strict";
(() => {
  const heard = {};
  const place = new URLSearchParams(location.search);

  const execute = async (name, said) => {
    const answer = await fetch(`/widget/functions/${name}`, { method: "POST", body: said.arguments });
    return answer.json();
  };

  window.ZOHO = {
    embeddedApp: {
      on: (event, hear) => (heard[event] = hear),
      init: async () => {
        heard.PageLoad?.({ Entity: place.get("Entity"), EntityId: [place.get("EntityId")] });
      },
    },
    CRM: { FUNCTIONS: { execute } },
  };
})();
