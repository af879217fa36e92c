/* propus-generate-request.h - what is asked of a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "propus-generate-settings.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_GENERATE_REQUEST (propus_generate_request_get_type ())
G_DECLARE_FINAL_TYPE (PropusGenerateRequest, propus_generate_request, PROPUS, GENERATE_REQUEST, GObject)

/* @model is "gemini-…" or "models/gemini-…"; the id must match [A-Za-z0-9._-]{1,100} before it goes into a path. */
PropusGenerateRequest *propus_generate_request_new        (const char *model);
const char            *propus_generate_request_get_model  (PropusGenerateRequest *self);
void                   propus_generate_request_set_system (PropusGenerateRequest *self, const char *text);
void                   propus_generate_request_set_settings (PropusGenerateRequest *self, PropusGenerateSettings *settings);
void                   propus_generate_request_set_include_thoughts (PropusGenerateRequest *self, gboolean include);
void                   propus_generate_request_add_user_text (PropusGenerateRequest *self, const char *text);
/* @raw_parts: JSON of propus-part-maker.h; they come before the text. */
void                   propus_generate_request_add_user_parts (PropusGenerateRequest *self, const char * const *raw_parts, const char *text);
/* A model's turn goes back byte for byte: @raw_parts are JSON texts as they were received (gemini-api.md 7). Thought
 * summaries (thought:true without a signature) are left out. */
void                   propus_generate_request_add_model_parts (PropusGenerateRequest *self, const char * const *raw_parts);
gboolean               propus_generate_request_is_valid_model (const char *model);
GBytes                *propus_generate_request_to_bytes   (PropusGenerateRequest *self);

G_END_DECLS
