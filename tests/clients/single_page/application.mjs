// A single-page application as the iTwin.js templates are: at an origin of its own, by published packages.
import { BrowserAuthorizationClient } from "@itwin/browser-authorization";
import { ITwinsAccessClient } from "@itwin/itwins-client";

const { api, ...known } = await (await fetch("/settings.json")).json();
const client = new BrowserAuthorizationClient({
  ...known, // authority, clientId, scope
  redirectUri: `${location.origin}/signin-callback`,
  silentRedirectUri: `${location.origin}/signin-callback`,
  postSignoutRedirectUri: `${location.origin}/`,
  responseType: "code",
});
const itwins = new ITwinsAccessClient(`${api}/itwins`);
const manager = await client.getUserManager();
const tokens = new Set();
client.onAccessTokenChanged.addListener((token) => {
  document.querySelector("#tokens").textContent = tokens.add(token).size;
});

/** What the API shows to whoever signed in. */
const list = async () => {
  const token = await client.getAccessToken();
  const { data, error } = await itwins.queryAsync(token, undefined, { resultMode: "representation" });
  const { profile } = await manager.getUser();
  return `${profile.name} sees ${data?.map((iTwin) => iTwin.displayName).join(", ") ?? JSON.stringify(error)}`;
};

const renew = async (options) => {
  const before = await manager.getUser();
  const after = await manager.signinSilent(options);
  const news = ["access_token", "refresh_token"].filter((name) => after[name] && after[name] !== before?.[name]);
  return `New ${news.join(" and ")}: ${await list()}`;
};

const acts = {
  "Sign in": () => client.signInRedirect().then(list),
  "Sign in in a window": () => client.signInPopup().then(list),
  "Renew in a frame": () => renew({ forceIframeAuth: true }),
  "Renew with the refresh token": () => renew(),
  "Check the session": async () => `The session is ${(await client.checkSessionStatus()) ? "there" : "over"}`,
  "Sign out": () => client.signOutRedirect(),
};

const show = async (act) => {
  const said = document.querySelector("output");
  said.textContent = "";
  try {
    said.textContent = (await act()) ?? "";
  } catch (error) {
    said.textContent = `${error.error ?? ""} ${error.message}`;
  }
};

if (location.pathname === "/signin-callback") {
  await show(() => client.handleSigninCallback());
} else {
  for (const [name, act] of Object.entries(acts)) {
    const button = document.createElement("button");
    button.textContent = name;
    button.addEventListener("click", () => show(act));
    document.getElementById("buttons").append(button, " ");
  }
  await show(async () => ((await client.loadUser()) ? list() : "Nobody is signed in"));
}
