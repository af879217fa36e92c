/* propus-pass-rules.h - what a program may do with a pass
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "propus-session.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_PASS_RULES (propus_pass_rules_get_type ())
/* Signal "changed" (guint: PropusPassField): by the person, who is done with it. */
G_DECLARE_FINAL_TYPE (PropusPassRules, propus_pass_rules, PROPUS, PASS_RULES, GtkBox)

void propus_pass_rules_set_live (PropusPassRules       *self,
                                 gboolean               live);
void propus_pass_rules_show     (PropusPassRules       *self,
                                 const PropusPassTerms *terms);
void propus_pass_rules_read     (PropusPassRules       *self,
                                 PropusPassTerms       *terms);

G_END_DECLS
