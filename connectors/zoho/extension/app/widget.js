// What a record page of Zoho CRM shows of Xero. It holds no secret: a function of the CRM signs.
"use strict";
(() => {
  const FUNCTION = "xero2zoho";
  const LOOK_EVERY = 2000; // milliseconds, while a press is under way
  const LOOKS = 60;
  const BADGES = {
    done: ["Synced", "good"],
    nothing: ["In step", "good"],
    idle: ["In step", "good"],
    queued: ["Under way", "wait"],
    held: ["Held", "wait"],
    not_ticked: ["Not ticked", "wait"],
    not_yet: ["Not set up", "wait"],
    unread: ["Not synced", "wait"],
    refused: ["Refused", "bad"],
    missing: ["Not shown", "bad"],
    unknown: ["Not synced", "bad"],
    failed: ["Failed", "bad"],
  };
  const record = { module: "", id: "" };
  const find = (id) => document.getElementById(id);

  const call = async (action, run = "") => {
    const said = { action, module_name: record.module, record_id: record.id, run };
    try {
      const answer = await ZOHO.CRM.FUNCTIONS.execute(FUNCTION, { arguments: JSON.stringify(said) });
      const output = answer.details.output;
      return typeof output === "string" ? JSON.parse(output) : output;
    } catch {
      return { state: "silent", sentence: "The portal does not answer. Try again in a minute." };
    }
  };

  const cell = (kind, text) => {
    const made = document.createElement(kind);
    made.textContent = text;
    if (kind === "th") made.scope = "row";
    return made;
  };

  const fill = (section, rows) => {
    const made = rows.map(({ cells: [first, ...others], differs }) => {
      const row = document.createElement("tr");
      row.append(cell("th", first), ...others.map((text) => cell("td", text)));
      row.classList.toggle("differs", Boolean(differs));
      return row;
    });
    section.querySelector("tbody").replaceChildren(...made);
    section.querySelector(".wide").hidden = made.length === 0;
  };

  const lead = (link, where) => {
    link.hidden = !/^https?:\/\//.test(where ?? "");
    if (!link.hidden) link.href = where;
  };

  const show = (said) => {
    const [label, tone] = BADGES[said.state] ?? ["No answer", "bad"];
    const badge = find("badge");
    badge.hidden = false;
    badge.textContent = said.state === "idle" && !said.linked ? "Not synced" : label;
    badge.className = `badge ${said.state === "idle" && !said.linked ? "wait" : tone}`;
    find("title").textContent = said.title || "Sync to Xero";
    find("sentence").textContent = said.sentence ?? said.message;
    find("more").replaceChildren(...(said.more ?? []).map((text) => cell("li", text)));
    lead(find("xero"), said.xero_url);
    lead(find("portal"), said.portal_url);
    if (said.fields) {
      const rows = said.fields.map(({ label: name, zoho, xero, differs }) => ({
        cells: [name, zoho, xero],
        differs: said.linked && differs,
      }));
      fill(find("both"), rows);
      find("both").hidden = rows.length === 0;
    }
  };

  const busy = (is) => {
    find("sync").disabled = find("preview").disabled = is;
    document.body.setAttribute("aria-busy", String(is));
  };

  const pause = () => new Promise((go) => setTimeout(go, LOOK_EVERY));

  const sync = async () => {
    busy(true);
    find("changes").hidden = true;
    find("sentence").textContent = "Syncing ...";
    let said = await call("sync");
    show(said);
    for (let look = 0; said.state === "queued" && look < LOOKS; look += 1) {
      await pause();
      said = await call("state", said.run);
      show(said);
    }
    if (said.run) show(await call("state", said.run));
    busy(false);
  };

  const preview = async () => {
    busy(true);
    const said = await call("state");
    show(said);
    const changes = said.changes ?? [];
    fill(find("changes"), changes.map((one) => ({ cells: [one.label, one.to, one.old, one.new] })));
    find("none").hidden = changes.length > 0;
    find("changes").hidden = false;
    busy(false);
  };

  const open = async ({ Entity, EntityId }) => {
    record.module = Entity;
    record.id = String(Array.isArray(EntityId) ? EntityId[0] : EntityId);
    show(await call("state"));
    busy(false);
  };

  find("sync").addEventListener("click", sync);
  find("preview").addEventListener("click", preview);
  ZOHO.embeddedApp.on("PageLoad", open);
  ZOHO.embeddedApp.init();
})();
