/* propus-file-chip.c - a part of an answer that is not drawn: a file to save, or what cannot be shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-file-chip.h"

#include "propus-part-deeds.h"

#include <glib/gi18n.h>

/**
 * PropusFileChip:
 *
 * A small card with an icon, a name, and what there is to say; with a button to save it where there is something to
 * save. Does nothing by itself, whatever it stands for.
 */
struct _PropusFileChip
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *words;
};

G_DEFINE_FINAL_TYPE (PropusFileChip, propus_file_chip, GTK_TYPE_WIDGET)

static void
add_label (PropusFileChip *self,
           const char     *text,
           gboolean        dim)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (dim)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "dim-label");
    }
  else
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_widget_set_tooltip_text (label, text);
    }
  gtk_box_append (GTK_BOX (self->words), label);
}

static PropusFileChip *
new_chip (const char *icon_name)
{
  PropusFileChip *self = g_object_new (PROPUS_TYPE_FILE_CHIP, NULL);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (icon, "dim-label");
  gtk_box_prepend (GTK_BOX (self->box), icon);
  return self;
}

static const char *
get_icon_name (PropusDataPart *part)
{
  if (propus_data_part_is_called_picture (part))
    return "image-x-generic-symbolic";

  return propus_data_part_is_sound (part) ? "audio-x-generic-symbolic" : "text-x-generic-symbolic";
}

/**
 * propus_file_chip_new:
 * @part: (transfer none): a file
 * @note: (nullable): why there is nothing but this, a sentence
 *
 * Returns: (transfer floating): a card that names it and can save it
 */
GtkWidget *
propus_file_chip_new (PropusDataPart *part,
                      const char     *note)
{
  PropusFileChip *self;
  g_autofree char *kind = NULL;
  g_autofree char *size = NULL;
  g_autofree char *line = NULL;

  g_return_val_if_fail (PROPUS_IS_DATA_PART (part), NULL);

  self = new_chip (get_icon_name (part));
  kind = propus_data_part_dup_kind (part);
  size = g_format_size (propus_data_part_get_size (part));
  /* Translators: %1$s is a kind of file such as “Zip archive”, %2$s its size */
  line = g_strdup_printf (_("%1$s · %2$s"), kind, size);
  add_label (self, propus_data_part_get_file_name (part), FALSE);
  add_label (self, line, TRUE);
  if (note != NULL)
    add_label (self, note, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, propus_data_part_get_file_name (part), -1);

  if (propus_data_part_is_readable (part))
    {
      propus_part_deeds_install (GTK_WIDGET (self), part);
      propus_part_deeds_make_draggable (GTK_WIDGET (self), part);
      gtk_box_append (GTK_BOX (self->box), propus_part_deeds_new_button ("document-save-symbolic", _("Save As…"), "part.save"));
    }

  return GTK_WIDGET (self);
}

/**
 * propus_file_chip_new_note:
 * @icon_name: of the icon
 * @sentence: what there is to say
 *
 * Returns: (transfer floating): a card in the place of something that cannot be shown
 */
GtkWidget *
propus_file_chip_new_note (const char *icon_name,
                           const char *sentence)
{
  PropusFileChip *self = new_chip (icon_name);

  add_label (self, sentence, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
  return GTK_WIDGET (self);
}

static void
propus_file_chip_dispose (GObject *object)
{
  g_clear_pointer (&PROPUS_FILE_CHIP (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (propus_file_chip_parent_class)->dispose (object);
}

static void
propus_file_chip_class_init (PropusFileChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_file_chip_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
propus_file_chip_init (PropusFileChip *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_hexpand (self->words, TRUE);
  gtk_widget_set_valign (self->words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), self->words);
  gtk_widget_add_css_class (self->box, "text-block");
  gtk_widget_add_css_class (self->box, "file-chip");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
