/* propus-control.h - the broker's own paths, /propus/v1/…
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

/* JSON in, JSON out, on the private socket only; failures are google.rpc.Status with a reason of propus-rpc-status.h.
 * No reply ever carries a key.
 *
 * GET    /propus/v1/status        {"source": "none|session|keyring|google-env|gemini-env", "bothEnvironment": bool,
 *                                  "environmentLost": bool, "origin": "https://…",
 *                                  "keyring": {"state": "unknown|unavailable|no-collection|locked|unlocked|stuck",
 *                                              "provider": str|null, "collection": str|null, "encrypted": bool,
 *                                              "waitingMs": int, "trouble": str|null},
 *                                  "key": {"id": str|null, "label": str|null, "lastFour": str|null, "hint": str} | null,
 *                                  "session": {"lastFour","hint","lastSuccess","lastRefusal"} | null,
 *                                  "forgotten": "locked|asleep"|null (the session's key was dropped when the person left),
 *                                  "environment": [{"id": "google-env|gemini-env", "variable": "GOOGLE_API_KEY|GEMINI_API_KEY",
 *                                                   "lastFour","hint","lastSuccess","lastRefusal"}…]}
 *                                 answers at once from what is known; never prompts, never waits for a prompt;
 *                                 keyring.stopped: bool, it ended while a key in it was in use; that key is missed, and no
 *                                 other takes its place
 *                                 keyring.movedAside: str|null, the path of a damaged keyring that was moved aside (in a sandbox)
 *                                 usage: {"trouble": str|null (why the last request was not counted), "prices": {"date",
 *                                 "source", "edited": bool, "error": str|null (why the person's own are not used)} | null (not
 *                                 looked at yet)}
 *                                 keyring.trouble: the reason of the last failure of the keyring, gone with its next success
 * POST   /propus/v1/ready         {"use"?: id} → {}: there is a key for a request; else why not. Asks the keyring as a
 *                                 request would; use: the stored key that there has to be from now on
 * GET    /propus/v1/keys          {"keys": [{"id","label","origin","lastFour"|null,"hint","created","modified","inUse": bool,
 *                                            "copies": int, "lastSuccess": Unix s|0,
 *                                            "lastRefusal": {"at": Unix s, "code": int, "status": str, "reason": str|null,
 *                                                            "message": str, masked} | null}…]}
 *                                 unlocks when needed; copies: how many items carry this id (more than one: the newest is used)
 * POST   /propus/v1/keys          {"from": "entry"|"input"|"google-env"|"gemini-env", "store": bool, "label"?, "replace"?: id,
 *                                  "parent"?: window handle, "plain"?: bool}
 *                                 → {"id": str|null, "label", "lastFour", "hint"}; asks propus-key-entry, or reads the input fd
 *                                 to its end, or takes the environment's; a stored key becomes the chosen one. A keyring whose
 *                                 D-Bus session is not encrypted: KEYRING_PLAIN before anything is asked, unless plain is true
 * DELETE /propus/v1/keys/ID       {}; ID "session": forgets the session key. With "?undo=1" the broker keeps the secret in
 *                                 locked memory for PROPUS_UNDO_MS, so that restore can put it back
 * POST   /propus/v1/keys/ID/restore {} → {}: puts back what was removed last under that id
 * POST   /propus/v1/keys/ID/forget  {} → {}: drops what restore would have put back; no failure when there is none
 * POST   /propus/v1/keys/ID/tidy  {} → {"removed": int}: of several items with this id removes all but the one in use
 * POST   /propus/v1/keys/ID/use   {}
 * POST   /propus/v1/keys/ID/test  {"model"?: str} → {"model": str, "text": str}: a tiny real generation with that key
 * PATCH  /propus/v1/keys/ID       {"label": str} → {}
 * POST   /propus/v1/unlock        {}
 * POST   /propus/v1/scan          text/plain body → {"ranges": [{"start","end"}…], "skipped": n}: byte ranges that hold a
 *                                 known key, whole or in part from 16 bytes on; keys that would need a prompt are skipped
 * POST   /propus/v1/find          {"folders"?: [absolute path…]} → {"finds": [find…], "skipped": [{"file","reason","detail"}…]}
 *                                 plaintext keys in the usual files and in .env files of those folders (src/finder).
 *                                 find: {"file": str, "line": int from 1, 0 not by line, "program": str, "kind": str,
 *                                        "name": str|null, "lastFour": str, "hint": str, "movable": bool, "stored": bool (the
 *                                        keyring has it; false when that cannot be told without a prompt),
 *                                        "obstacle": "other-program|entangled|no-assignment", only when not movable}
 *                                 reason: "unreadable|too-large|binary|not-a-file|malformed|too-many"
 * POST   /propus/v1/find/preview  {"file","line","lastFour"} → {"file","target"|null (where a symbolic link leads),"line",
 *                                  "before": the line, key masked, "after"}
 * POST   /propus/v1/find/move     {"file","line","lastFour","label"?,"plain"?} → {"id","label"}: into the keyring, read back,
 *                                 then out of the file; FIND_CHANGED when the file no longer holds it there, FIND_FILE
 *                                 when it cannot be written: told before the keyring is asked, where it can be. A key that
 *                                 the keyring has already is not stored twice; the chosen key stays chosen
 * GET    /propus/v1/usage?from=&to=&by=day|model|key|program → {"rows": [sum…], "total": sum, "state": as status.usage}
 *                                 days as 2026-11-28, both included, the person's own; without them this month. sum: {"name"
 *                                 (not of total), "requests","prompt","cached","candidates","thoughts","tool","total": tokens,
 *                                 "cost": millionths of a US dollar, "unpriced": requests whose price is not known,
 *                                 "estimated": requests that did not say what they took}. USAGE_UNRECORDED: it cannot be read
 * GET    /propus/v1/usage/rows?from=&to=&after=ID&limit= → {"rows": [{"id","at": Unix ms,"program","key","model","version"|null,
 *                                 "kind","status","prompt",…,"total","cost"|null,"prices"|null,"estimated","open": 0|1}…],
 *                                 "next": ID|null}: a page, oldest first
 * GET    /propus/v1/usage/limits  {"limits": [{"program": "" all of them, "window": "day|month", "unit": "tokens|money",
 *                                  "soft": int|null, "hard": int|null}…], "runaway": int, "inFlight": int (0: off)}
 * PUT    /propus/v1/usage/limits  the same → the same; what is not named stays, null takes away. Soft ones ask the person
 *                                 (SPEND_LIMIT_SOFT), programs do not know them; hard ones refuse everybody (SPEND_LIMIT)
 * POST   /propus/v1/usage/acknowledge {"program"?: str} → {}: soft limits are passed for today; who ran away may go on
 * POST   /propus/v1/usage/estimate {"model","usage": usageMetadata,"day"?} → {"cost": millionths of a US dollar|null,
 *                                 "state"}: by the prices of that day
 * GET    /propus/v1/prices        {"prices": [{"model","input","output","cached"?,"inputLong"?,"outputLong"?: US dollars for a
 *                                 million tokens; Long: of prompts over 200,000 tokens}…], "state": as status.usage}: those
 *                                 of today; none in practice
 *
 * GET    /propus/v1/passes        {"passes": [pass…], "state": as status.usage}: for programs that outlive one run. pass: {"id",
 *                                 "name","baseUrl","key": id|null (as the settings say),"models": [str…] ([]: all; "…*" all that
 *                                 begin so),"paths": ["generate|embed|files|caches|media|openai"…] ([]: all),"limits":
 *                                 {"requests","tokens","money": millionths of a US dollar: int|null} a day,"expires": Unix
 *                                 s|null,"paused": bool,"created": Unix s,"lastUsed": Unix ms|null,"today": {"requests",
 *                                 "tokens","cost"},"month": the same,"underway": int,"state": "open|paused|expired|port-taken|
 *                                 spent"}. A port that was taken is tried again. USAGE_UNRECORDED: they cannot be read, or practice
 * POST   /propus/v1/passes        {"name","key"?,"models"?,"paths"?,"limits"?,"expires"?,"paused"?} → pass with "token", which is
 *                                 said this once: only its SHA-256 is kept
 * PATCH  /propus/v1/passes/ID     any of these → pass; null clears. Who is under way goes on, but not past its end
 * POST   /propus/v1/passes/ID/token → pass with a new "token"; who has the old one is cut off
 * DELETE /propus/v1/passes/ID     {}: revoked; who is under way is cut off
 *
 * The relay, too: a request that costs money is counted against the limits before it goes up (propus-spend-guard.h). A
 * request whose body holds a known key is refused (BODY_HOLDS_KEY). Each answer to a key is remembered as its last success
 * (a generation that was answered) or last refusal.
 */
