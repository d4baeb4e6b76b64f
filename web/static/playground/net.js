// Talks to this machine: JSON in, JSON out, and a screen that is watched as it changes.

/** What stands at an address; null while it is what we know already (204). */
export async function get(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
  if (answer.status === 204) return null;
  return checked(answer);
}

/** Does something; the answer's own words become the error. */
export async function post(url, body) {
  const headers = { "Content-Type": "application/json" };
  return checked(await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function checked(answer) {
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.error || `The playground answered ${answer.status}.`);
  return found;
}

/** Follows one screen until it is stopped: asks, shows, and asks again from that version on. */
export function watch(url, show, trouble) {
  const stopping = new AbortController();
  (async () => {
    let version = null;
    while (!stopping.signal.aborted) {
      try {
        const since = version === null ? "" : `?since=${version}`;
        const screen = await get(url + since, stopping.signal);
        if (stopping.signal.aborted) return;
        trouble(false);
        if (screen && screen.version !== version) show(screen);
        version = screen?.version ?? version;
      } catch {
        if (stopping.signal.aborted) return;
        trouble(true);
        await pause(1500);
      }
    }
  })();
  return () => stopping.abort();
}

/** Resolves after so many milliseconds. */
export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
