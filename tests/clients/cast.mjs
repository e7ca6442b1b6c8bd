// Who takes part, and where the server is: what the Python side of the test has prepared.
import itwinsClient from "@itwin/itwins-client";

const cast = JSON.parse(process.env.TWINSTEAD_CAST);

export const server = cast.server;
export const { account, ids, people, service } = cast;
export const bearer = (name) => `Bearer ${people[name].token}`;
export const owner = bearer("owner");
export const client = new itwinsClient.ITwinsAccessClient(`${server}/itwins`);
export const names = (response) => response.data.map((iTwin) => iTwin.displayName);

/** A request as browsers and newer clients send it: no redirect is followed. */
export const call = (path, { as = owner, ...options } = {}) =>
  fetch(`${server}${path}`, {
    redirect: "manual",
    ...options,
    headers: { ...(as && { authorization: as }), "content-type": "application/json", ...options.headers },
  });

/** A new iTwin below one of the owner's, with a number that no other has. */
export const newProject = (displayName) => ({
  class: "Endeavor",
  subClass: "Project",
  displayName,
  number: crypto.randomUUID(),
  parentId: ids["Harbour"],
});
