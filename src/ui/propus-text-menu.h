/* propus-text-menu.h - what can be done with a piece of an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the menu is about, as it was when it opened: an answer may stream on behind it. All owned, all nullable. */
typedef struct
{
  char *text;        /* that is selected, as it reads */
  char *markdown;    /* the same as Markdown; NULL: it is not offered */
  char *quote;       /* the same for an answer to it */
  char *link;        /* an address below the pointer or the caret */
  char *link_text;   /* what the link says */
  char *latex;       /* of a formula below the pointer or the caret */
} PropusTextMenuParts;

/* Fills @parts; @at is what the pointer or the caret is at. */
typedef void (*PropusTextMenuFunc) (GtkTextView         *view,
                                    const GtkTextIter   *at,
                                    PropusTextMenuParts *parts,
                                    gpointer             user_data);

void propus_text_menu_attach (GtkTextView        *view,
                              PropusTextMenuFunc  func,
                              gpointer            user_data);

G_END_DECLS
