/* propus-block-column.h - many blocks below each other, of which those near the reader have widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PROPUS_TYPE_BLOCK_COLUMN (propus_block_column_get_type ())
G_DECLARE_FINAL_TYPE (PropusBlockColumn, propus_block_column, PROPUS, BLOCK_COLUMN, GtkWidget)

/* Makes the widget of a block, empty. Returns: (transfer floating) */
typedef GtkWidget *(*PropusBlockColumnMake)  (guint index, gpointer user_data);
/* Shows the block in its widget, which has a width now. */
typedef void       (*PropusBlockColumnFill)  (guint index, GtkWidget *widget, gpointer user_data);
/* Returns: about how many pixels high that widget will be at @width */
typedef int        (*PropusBlockColumnGuess) (guint index, int width, gpointer user_data);

GtkWidget *propus_block_column_new         (int spacing, PropusBlockColumnMake make, PropusBlockColumnFill fill, PropusBlockColumnGuess guess, gpointer user_data);
void       propus_block_column_append      (PropusBlockColumn *self, GtkWidget *widget);
void       propus_block_column_truncate    (PropusBlockColumn *self, guint length);
void       propus_block_column_forget_size (PropusBlockColumn *self, guint index);
GtkWidget *propus_block_column_get_widget  (PropusBlockColumn *self, guint index);
GtkWidget *propus_block_column_need_widget (PropusBlockColumn *self, guint index);
gboolean   propus_block_column_get_bounds  (PropusBlockColumn *self, guint index, GtkWidget *relative, graphene_rect_t *bounds);

G_END_DECLS
