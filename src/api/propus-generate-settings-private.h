/* propus-generate-settings-private.h - what the files of the settings share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-generate-settings.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

struct _PropusGenerateSettings
{
  GObject     parent_instance;

  JsonObject *members;   /* owned, as they are stored: what this version does not know is among them */
};

G_END_DECLS
