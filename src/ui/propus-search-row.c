/* propus-search-row.c - a place where a search found something
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-search-row.h"

#include "propus-widget.h"

#include <glib/gi18n.h>

/**
 * PropusSearchRow:
 *
 * The title of the chat above its first place, and the words around the place with what was found in bold.
 */
struct _PropusSearchRow
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *head;
  GtkLabel *title;
  GtkLabel *date;
  GtkLabel *excerpt;
};

G_DEFINE_FINAL_TYPE (PropusSearchRow, propus_search_row, GTK_TYPE_WIDGET)

static void
released_cb (PropusSearchRow *self)
{
  g_assert (PROPUS_IS_SEARCH_ROW (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.uncover", NULL);
}

static PangoAttrList *
new_marks (PropusSearchHit *hit)
{
  PangoAttrList *marks = pango_attr_list_new ();
  guint n_ranges = 0;
  const PropusTextRange *ranges = propus_search_hit_get_ranges (hit, &n_ranges);

  for (guint i = 0; i < n_ranges; i++)
    {
      PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

      bold->start_index = (guint) ranges[i].start;
      bold->end_index = (guint) (ranges[i].start + ranges[i].length);
      pango_attr_list_insert (marks, bold);
    }

  return marks;
}

static char *
dup_date (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  /* Translators: a date without the time, as g_date_time_format() takes it */
  return date != NULL ? g_date_time_format (date, _("%x")) : g_strdup ("");
}

static void
set_text (PropusSearchRow *self,
          PropusSearchHit *hit)
{
  const char *title = propus_conversation_get_title (propus_search_hit_get_conversation (hit));
  g_autoptr (PangoAttrList) marks = new_marks (hit);
  g_autofree char *date = dup_date (propus_search_hit_get_created (hit));
  gboolean is_title = propus_search_hit_get_message_id (hit) == 0;

  if (*title == '\0')
    title = _("New Chat");
  gtk_label_set_label (self->title, title);
  gtk_label_set_attributes (self->title, is_title ? marks : NULL);
  gtk_label_set_label (self->date, date);
  gtk_widget_set_visible (self->head, propus_search_hit_is_first (hit));
  gtk_widget_set_visible (GTK_WIDGET (self->excerpt), !is_title);
  if (!is_title)
    {
      gtk_label_set_label (self->excerpt, propus_search_hit_get_excerpt (hit));
      gtk_label_set_attributes (self->excerpt, marks);
    }
}

static void
set_accessible_name (PropusSearchRow *self,
                     PropusSearchHit *hit)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = NULL;

  if (item == NULL)
    return;

  if (propus_search_hit_get_message_id (hit) == 0)
    name = g_strdup (gtk_label_get_label (self->title));
  else
    /* Translators: read aloud for a place found by a search: the title of the chat, the words around the place */
    name = g_strdup_printf (_("%s: %s"), gtk_label_get_label (self->title), propus_search_hit_get_excerpt (hit));
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * propus_search_row_new:
 *
 * Returns: (transfer full): a row without a place
 */
GtkWidget *
propus_search_row_new (void)
{
  return g_object_new (PROPUS_TYPE_SEARCH_ROW, NULL);
}

/**
 * propus_search_row_set_hit:
 * @self: a row
 * @hit: (transfer none): what it shows from now on
 */
void
propus_search_row_set_hit (PropusSearchRow *self,
                           PropusSearchHit *hit)
{
  g_return_if_fail (PROPUS_IS_SEARCH_ROW (self));
  g_return_if_fail (PROPUS_IS_SEARCH_HIT (hit));

  set_text (self, hit);
  set_accessible_name (self, hit);
}

static void
propus_search_row_dispose (GObject *object)
{
  propus_widget_dispose_template (GTK_WIDGET (object), PROPUS_TYPE_SEARCH_ROW);

  G_OBJECT_CLASS (propus_search_row_parent_class)->dispose (object);
}

static void
propus_search_row_class_init (PropusSearchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_search_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-search-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusSearchRow, head);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchRow, title);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchRow, date);
  gtk_widget_class_bind_template_child (widget_class, PropusSearchRow, excerpt);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
}

static void
propus_search_row_init (PropusSearchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
