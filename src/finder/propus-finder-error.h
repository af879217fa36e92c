/* propus-finder-error.h - why a key was not taken out of a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PROPUS_FINDER_ERROR (propus_finder_error_quark ())
GQuark propus_finder_error_quark (void);

/* The message of each is a sentence for the person, without the key. In all cases the file is as it was. */
typedef enum
{
  PROPUS_FINDER_ERROR_CHANGED,       /* the file no longer holds that key in that line */
  PROPUS_FINDER_ERROR_FILE,          /* it cannot be read or written */
  PROPUS_FINDER_ERROR_NOT_MOVABLE,   /* it is not for Propus to edit */
} PropusFinderError;

G_END_DECLS
