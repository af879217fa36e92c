/* propus-attachment-chip.c - a file that goes, or went, with a prompt
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-attachment-chip.h"

#include <glib/gi18n.h>

#define NAME_CHARS 24

/**
 * PropusAttachmentChip:
 *
 * What a file is, its name and size, and how it travels. One that has not gone yet has a button to take it away, which
 * emits "remove".
 */
struct _PropusAttachmentChip
{
  GtkWidget parent_instance;

  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (PropusAttachmentChip, propus_attachment_chip, GTK_TYPE_WIDGET)

enum { SIGNAL_REMOVE, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *
get_icon_name (PropusAttachment *attachment)
{
  const char *mime = propus_attachment_get_mime (attachment);

  if (g_str_has_prefix (mime, "image/"))
    return "image-x-generic-symbolic";
  if (g_str_has_prefix (mime, "audio/"))
    return "audio-x-generic-symbolic";
  if (g_str_has_prefix (mime, "video/"))
    return "video-x-generic-symbolic";

  return g_str_has_prefix (mime, "text/") ? "text-x-generic-symbolic" : "x-office-document-symbolic";
}

static GtkWidget *
new_icon (PropusAttachment *attachment)
{
  GtkWidget *icon;

  if (attachment == NULL)
    {
      icon = gtk_spinner_new ();
      gtk_spinner_start (GTK_SPINNER (icon));
    }
  else
    {
      icon = gtk_image_new_from_icon_name (get_icon_name (attachment));
      gtk_widget_add_css_class (icon, "dim-label");
    }

  return icon;
}

static GtkWidget *
new_line (const char *text,
          const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, css_class);
    }

  return label;
}

static char *
dup_details (PropusAttachment *attachment,
             gboolean          uploaded)
{
  g_autofree char *size = NULL;

  if (attachment == NULL)
    return g_strdup (_("Reading…"));

  size = g_format_size (propus_attachment_get_size (attachment));
  if (!uploaded)
    return g_steal_pointer (&size);

  /* Translators: under the name of an attached file; %s is its size */
  return g_strdup_printf (_("%s · uploaded first"), size);
}

static PropusAttachmentChip *
new_chip (const char       *name,
          PropusAttachment *attachment,
          gboolean          uploaded)
{
  PropusAttachmentChip *self = g_object_new (PROPUS_TYPE_ATTACHMENT_CHIP, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *details = dup_details (attachment, uploaded);
  /* Translators: read aloud: the name of an attached file, its size */
  g_autofree char *spoken = g_strdup_printf (_("%1$s, %2$s"), name, details);

  gtk_box_append (GTK_BOX (self->box), new_icon (attachment));
  gtk_box_append (GTK_BOX (words), new_line (name, NULL));
  gtk_box_append (GTK_BOX (words), new_line (details, "dim-label"));
  gtk_box_append (GTK_BOX (self->box), words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  return self;
}

/**
 * propus_attachment_chip_new:
 * @attachment: (transfer none): a file that went with a prompt
 *
 * Returns: (transfer floating): a chip
 */
GtkWidget *
propus_attachment_chip_new (PropusAttachment *attachment)
{
  g_return_val_if_fail (PROPUS_IS_ATTACHMENT (attachment), NULL);

  return GTK_WIDGET (new_chip (propus_attachment_get_name (attachment), attachment, FALSE));
}

static void
remove_clicked_cb (PropusAttachmentChip *self)
{
  g_assert (PROPUS_IS_ATTACHMENT_CHIP (self));

  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

/**
 * propus_attachment_chip_new_draft:
 * @name: what the file is called
 * @attachment: (nullable) (transfer none): the file; %NULL while it is being read
 * @uploaded: whether it is uploaded before the prompt
 * @warning: (nullable): a sentence about what is in it
 *
 * Returns: (transfer floating): a chip with a button to take the file away
 */
GtkWidget *
propus_attachment_chip_new_draft (const char       *name,
                                  PropusAttachment *attachment,
                                  gboolean          uploaded,
                                  const char       *warning)
{
  PropusAttachmentChip *self = new_chip (name, attachment, uploaded);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: read aloud for a button; %s is the name of a file */
  g_autofree char *label = g_strdup_printf (_("Remove %s"), name);

  if (warning != NULL)
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      gtk_widget_add_css_class (icon, "warning");
      gtk_widget_set_tooltip_text (icon, warning);
      gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, warning, -1);
      gtk_box_append (GTK_BOX (self->box), icon);
    }

  gtk_widget_set_tooltip_text (button, _("Remove"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "dim-button");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), button);

  return GTK_WIDGET (self);
}

static void
propus_attachment_chip_dispose (GObject *object)
{
  g_clear_pointer (&PROPUS_ATTACHMENT_CHIP (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (propus_attachment_chip_parent_class)->dispose (object);
}

static void
propus_attachment_chip_class_init (PropusAttachmentChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_attachment_chip_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[SIGNAL_REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
propus_attachment_chip_init (PropusAttachmentChip *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  gtk_widget_add_css_class (self->box, "attachment-chip");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
