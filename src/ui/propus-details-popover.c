/* propus-details-popover.c - what an answer cost, and how long it took
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-details-popover.h"

#include "propus-answer.h"
#include "propus-usage.h"

#include <glib/gi18n.h>

#define COST_CHARS 18     /* of a price */

/**
 * PropusDetailsPopover:
 *
 * A table of what is known of an answer, for those who ask. What is not known has no line.
 */
struct _PropusDetailsPopover
{
  GtkPopover parent_instance;

  GtkGrid *grid;
  int n_rows;
  GtkLabel *cost;      /* NULL: nobody was asked */
};

G_DEFINE_FINAL_TYPE (PropusDetailsPopover, propus_details_popover, GTK_TYPE_POPOVER)

static GtkLabel *
add_row (PropusDetailsPopover *self,
         const char           *name,
         const char           *value)
{
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *value_label = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_widget_add_css_class (name_label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (value_label), 1);
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (value_label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (value_label), 28);
  gtk_widget_set_hexpand (value_label, TRUE);
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_grid_attach (self->grid, name_label, 0, self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, value_label, 1, self->n_rows, 1, 1);
  self->n_rows++;

  return GTK_LABEL (value_label);
}

static void
add_count (PropusDetailsPopover *self,
           const char           *name,
           gint64                count)
{
  g_autofree char *value = g_strdup_printf ("%'" G_GINT64_FORMAT, count);

  if (count >= 0)
    add_row (self, name, value);
}

static void
add_time (PropusDetailsPopover *self,
          const char           *name,
          gint64                ms)
{
  /* Translators: a time in seconds */
  g_autofree char *value = g_strdup_printf (_("%.1f s"), (double) ms / 1000);

  if (ms >= 0)
    add_row (self, name, value);
}

static void
add_end (PropusDetailsPopover *self,
         const char           *reason)
{
  if (reason == NULL)
    return;

  if (g_str_equal (reason, "STOP"))
    add_row (self, _("Ended"), _("Complete"));
  else if (g_str_equal (reason, "MAX_TOKENS"))
    add_row (self, _("Ended"), _("Greatest length reached"));
  else
    add_row (self, _("Ended"), reason);
}

static void
priced_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PropusDetailsPopover) self = user_data;
  gint64 cost = propus_usage_estimate_finish (PROPUS_BROKER_PROCESS (source), result);
  g_autofree char *value = NULL;

  /* Translators: an estimated price */
  value = cost >= 0 ? g_strdup_printf (_("about US$%.*f"), cost < 10000 ? 6 : 4, (double) cost / PROPUS_USAGE_MICRO) : g_strdup (_("not known"));
  gtk_label_set_text (self->cost, value);
}

/* Prices change and can be corrected, so they are asked for anew. */
static void
ask_price (PropusDetailsPopover *self,
           PropusMessage        *message,
           PropusBrokerProcess  *broker)
{
  g_autofree char *model = propus_answer_dup_model (message);
  const char *usage = propus_message_get_usage (message);

  if (model == NULL || usage == NULL || broker == NULL)
    return;

  /* A popover does not grow while it is open. */
  self->cost = add_row (self, _("Estimated cost"), "…");
  gtk_label_set_width_chars (self->cost, COST_CHARS);
  propus_usage_estimate_async (broker, model, usage, propus_message_get_created (message), priced_cb, g_object_ref (self));
}

static void
fill (PropusDetailsPopover *self,
      PropusMessage        *message)
{
  g_autofree char *model = propus_answer_dup_model (message);
  PropusAnswerUsage usage;

  propus_answer_read_usage (message, &usage);
  if (model != NULL)
    add_row (self, _("Model"), model);
  add_count (self, _("Tokens in"), usage.prompt);
  add_count (self, _("Of these cached"), usage.cached);
  add_count (self, _("Tokens from tools"), usage.tools);
  add_count (self, _("Tokens out"), usage.answer);
  add_count (self, _("Tokens for thinking"), usage.thoughts);
  add_count (self, _("Tokens in all"), usage.total);
  add_time (self, _("First words after"), usage.first_ms);
  add_time (self, _("Time in all"), usage.total_ms);
  if (usage.per_second >= 0)
    {
      g_autofree char *value = g_strdup_printf ("%.0f", usage.per_second);

      add_row (self, _("Tokens a second"), value);
    }
  add_end (self, propus_message_get_finish_reason (message));

  if (self->n_rows == 0)
    add_row (self, _("Nothing is known of this answer."), "");
}

/**
 * propus_details_popover_new:
 * @message: (transfer none): an answer
 * @broker: (transfer none) (nullable): who knows prices
 *
 * Returns: (transfer floating): a popover that tells about it
 */
GtkWidget *
propus_details_popover_new (PropusMessage       *message,
                            PropusBrokerProcess *broker)
{
  PropusDetailsPopover *self;

  g_return_val_if_fail (PROPUS_IS_MESSAGE (message), NULL);

  self = g_object_new (PROPUS_TYPE_DETAILS_POPOVER, NULL);
  fill (self, message);
  ask_price (self, message, broker);
  return GTK_WIDGET (self);
}

static void
propus_details_popover_class_init (PropusDetailsPopoverClass *klass)
{
}

static void
propus_details_popover_init (PropusDetailsPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *heading = gtk_label_new (_("About This Answer"));

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 24);
  gtk_grid_set_row_spacing (self->grid, 3);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->grid));
  gtk_widget_set_margin_start (box, 9);
  gtk_widget_set_margin_end (box, 9);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("About This Answer"), -1);
}
