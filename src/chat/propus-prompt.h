/* propus-prompt.h - a saved prompt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_PROMPT (propus_prompt_get_type ())
/* Immutable. Any thread. */
G_DECLARE_FINAL_TYPE (PropusPrompt, propus_prompt, PROPUS, PROMPT, GObject)

PropusPrompt *propus_prompt_new           (const char *id, const char *title, const char *text);
PropusPrompt *propus_prompt_with          (PropusPrompt *self, const char *title, const char *text);   /* the same one, changed */
PropusPrompt *propus_prompt_parse         (const char *id, const char *fallback_title, const char *content);
char         *propus_prompt_dup_content   (PropusPrompt *self);      /* of its file */
const char   *propus_prompt_get_id        (PropusPrompt *self);      /* its file's name */
const char   *propus_prompt_get_title     (PropusPrompt *self);
const char   *propus_prompt_get_text      (PropusPrompt *self);
gboolean      propus_prompt_matches       (PropusPrompt *self, const char *words);
int           propus_prompt_compare       (PropusPrompt *a, PropusPrompt *b);
/* The next "{{name}}" from a character on; its place in characters. */
gboolean      propus_prompt_find_variable (const char *text, guint from, guint *start, guint *end);

G_END_DECLS
