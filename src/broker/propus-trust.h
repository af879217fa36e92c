/* propus-trust.h - whom the system trusts, held in memory once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_TRUST (propus_trust_get_type ())
G_DECLARE_FINAL_TYPE (PropusTrust, propus_trust, PROPUS, TRUST, GTlsDatabase)

void propus_trust_set_up (void);

G_END_DECLS
