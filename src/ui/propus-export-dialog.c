/* propus-export-dialog.c - how chats go into a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-export-dialog.h"

#include <glib/gi18n.h>

struct _PropusExportDialog
{
  AdwWindow parent_instance;

  /* Template widgets */
  AdwWindowTitle *window_title;
  GtkCheckButton *markdown;
  GtkCheckButton *json;
  GtkCheckButton *html;
  GtkSwitch *redact;
  GtkSwitch *thoughts;
  GtkSwitch *signatures;
  GtkWidget *thoughts_row;
  GtkWidget *signatures_row;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusExportDialog, propus_export_dialog, ADW_TYPE_WINDOW)

/* JSON holds thoughts always, and signatures are in no other format. */
static void
toggled_cb (PropusExportDialog *self)
{
  gboolean is_json;

  g_assert (PROPUS_IS_EXPORT_DIALOG (self));

  is_json = propus_export_dialog_get_format (self) == PROPUS_TRANSFER_JSON;
  gtk_widget_set_visible (self->thoughts_row, !is_json);
  gtk_widget_set_visible (self->signatures_row, is_json);
}

static void
export_cb (PropusExportDialog *self)
{
  g_assert (PROPUS_IS_EXPORT_DIALOG (self));

  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
propus_export_dialog_class_init (PropusExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CHOSEN] = g_signal_new ("chosen", PROPUS_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, markdown);
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, json);
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, html);
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, redact);
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, thoughts);
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, signatures);
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, thoughts_row);
  gtk_widget_class_bind_template_child (widget_class, PropusExportDialog, signatures_row);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
propus_export_dialog_init (PropusExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * propus_export_dialog_new:
 * @parent: whose chats
 * @what: what is to be exported, such as the title of a chat
 *
 * Returns: (transfer none): a window that asks for format and content, owned by GTK until it is closed
 */
GtkWidget *
propus_export_dialog_new (GtkWindow  *parent,
                          const char *what)
{
  PropusExportDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  self = g_object_new (PROPUS_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  adw_window_title_set_title (self->window_title, _("Export Chats"));
  adw_window_title_set_subtitle (self->window_title, what);
  return GTK_WIDGET (self);
}

PropusTransferFormat
propus_export_dialog_get_format (PropusExportDialog *self)
{
  g_return_val_if_fail (PROPUS_IS_EXPORT_DIALOG (self), PROPUS_TRANSFER_MARKDOWN);

  if (gtk_check_button_get_active (self->json))
    return PROPUS_TRANSFER_JSON;

  return gtk_check_button_get_active (self->html) ? PROPUS_TRANSFER_HTML : PROPUS_TRANSFER_MARKDOWN;
}

PropusTransferFlags
propus_export_dialog_get_flags (PropusExportDialog *self)
{
  PropusTransferFlags flags = PROPUS_TRANSFER_DEFAULT;

  g_return_val_if_fail (PROPUS_IS_EXPORT_DIALOG (self), PROPUS_TRANSFER_REDACT);

  if (gtk_switch_get_active (self->redact))
    flags |= PROPUS_TRANSFER_REDACT;
  if (gtk_switch_get_active (self->thoughts))
    flags |= PROPUS_TRANSFER_WITH_THOUGHTS;
  if (gtk_switch_get_active (self->signatures))
    flags |= PROPUS_TRANSFER_WITH_SIGNATURES;

  return flags;
}
