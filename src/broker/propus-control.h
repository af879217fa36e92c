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
 *                                              "waitingMs": int},
 *                                  "key": {"id": str|null, "label": str|null, "lastFour": str|null, "hint": str} | null}
 *                                 answers at once from what is known; never prompts, never waits for a prompt
 * GET    /propus/v1/keys          {"keys": [{"id","label","origin","lastFour"|null,"hint","created","modified","inUse": bool}…]}
 *                                 unlocks when needed
 * POST   /propus/v1/keys          {"from": "entry"|"input", "store": bool, "label"?, "replace"?: id, "parent"?: window handle}
 *                                 → {"id": str|null, "label", "lastFour", "hint"}; asks propus-key-entry, or reads the input fd
 *                                 to its end; a stored key becomes the chosen one
 * DELETE /propus/v1/keys/ID       {} ; ID "session": forgets the session key
 * POST   /propus/v1/keys/ID/use   {}
 * POST   /propus/v1/keys/ID/test  {"model"?: str} → {"model": str, "text": str}: a tiny real generation with that key
 * PATCH  /propus/v1/keys/ID       {"label": str} → {}
 * POST   /propus/v1/unlock        {}
 * POST   /propus/v1/scan          text/plain body → {"ranges": [{"start","end"}…], "skipped": n}: byte ranges that hold a
 *                                 known key, whole or in part from 16 bytes on; keys that would need a prompt are skipped
 */
