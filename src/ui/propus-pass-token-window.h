/* propus-pass-token-window.h - the one time that the token of a pass is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASS_TOKEN_WINDOW (propus_pass_token_window_get_type ())
G_DECLARE_FINAL_TYPE (PropusPassTokenWindow, propus_pass_token_window, PROPUS, PASS_TOKEN_WINDOW, AdwWindow)

void propus_pass_token_window_present (GtkWindow      *parent,
                                       PropusPassInfo *pass);

G_END_DECLS
