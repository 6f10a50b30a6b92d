// A form with data-passkey asks the school what to ask the device, asks the device, and sends its answer.
// "create" makes a passkey, "get" uses one. Without passkeys in this browser the form stays hidden.
const canCreate = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);
const canGet = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function wanted(form) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  body.set("ask-device", "yes");
  const answer = await fetch(form.action, { method: "POST", body });
  if (!answer.ok) throw new Error(`the school answered ${answer.status}`);
  return (await answer.json()).publicKey;
}

async function create(form) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await wanted(form));
  return navigator.credentials.create({ publicKey });
}

async function get(form) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await wanted(form));
  return navigator.credentials.get({ publicKey });
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const makes = form.dataset.passkey === "create";
  if (!(makes ? canCreate : canGet)) continue;
  form.hidden = false;
  document.querySelector("[data-without-passkeys]")?.remove();
  const trouble = form.querySelector("[data-passkey-trouble]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      const credential = await (makes ? create(form) : get(form));
      form.querySelector("[data-passkey-answer]").value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      trouble.hidden = false; // cancelled, timed out, or nothing that fits
    }
  });
}
