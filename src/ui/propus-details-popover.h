/* propus-details-popover.h - what an answer cost, and how long it took
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "propus-broker-process.h"
#include "propus-message.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_DETAILS_POPOVER (propus_details_popover_get_type ())
G_DECLARE_FINAL_TYPE (PropusDetailsPopover, propus_details_popover, PROPUS, DETAILS_POPOVER, GtkPopover)

GtkWidget *propus_details_popover_new (PropusMessage *message, PropusBrokerProcess *broker);

G_END_DECLS
