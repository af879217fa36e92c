/* propus-part-deeds.c - what can be done with a picture, sound or file in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-part-deeds.h"

#include "propus-part-content.h"

#include <glib/gi18n.h>

/* One saving, from the question to its end. */
typedef struct
{
  GtkWidget *widget;                 /* weak */
  PropusDataPart *part;
  GtkFileChooserNative *chooser;
  GFile *file;
  GBytes *bytes;
} Saving;

static void
saving_free (Saving *saving)
{
  g_clear_weak_pointer (&saving->widget);
  g_clear_object (&saving->chooser);
  g_clear_object (&saving->file);
  g_clear_pointer (&saving->bytes, g_bytes_unref);
  g_object_unref (saving->part);
  g_free (saving);
}

static void
tell (GtkWidget  *widget,
      const char *sentence)
{
  if (widget != NULL)
    gtk_widget_activate_action (widget, "win.toast", "s", sentence);
}

static void
tell_failure (Saving       *saving,
              const GError *error)
{
  /* Translators: %s is the system's reason, such as “No space left on device” */
  g_autofree char *sentence = g_strdup_printf (_("It could not be saved: %s"), error->message);

  tell (saving->widget, sentence);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Saving *saving = user_data;
  g_autoptr(GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    tell (saving->widget, _("Saved."));
  else
    tell_failure (saving, error);
  saving_free (saving);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Saving *saving = user_data;
  g_autoptr(GError) error = NULL;

  saving->bytes = propus_data_part_load_finish (saving->part, result, NULL, &error);
  if (saving->bytes == NULL)
    {
      tell (saving->widget, _("What came here is damaged, so there is nothing to save."));
      saving_free (saving);
      return;
    }

  g_file_replace_contents_bytes_async (saving->file, saving->bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written_cb, saving);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           Saving          *saving)
{
  g_signal_handlers_disconnect_by_func (dialog, chosen_cb, saving);
  if (response != GTK_RESPONSE_ACCEPT)
    {
      saving_free (saving);
      return;
    }

  saving->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  propus_data_part_load_async (saving->part, 0, NULL, loaded_cb, saving);
}

/* Of a widget and the part that it shows; lives as long as the widget's actions. */
typedef struct
{
  GtkWidget *widget;                 /* weak */
  PropusDataPart *part;
} Deeds;

static void
deeds_free (gpointer  data,
            GClosure *closure)
{
  Deeds *deeds = data;

  g_clear_weak_pointer (&deeds->widget);
  g_object_unref (deeds->part);
  g_free (deeds);
}

static Deeds *
deeds_new (GtkWidget      *widget,
           PropusDataPart *part)
{
  Deeds *deeds = g_new0 (Deeds, 1);

  g_set_weak_pointer (&deeds->widget, widget);
  deeds->part = g_object_ref (part);
  return deeds;
}

static void
save_cb (GSimpleAction *action,
         GVariant      *parameter,
         Deeds         *deeds)
{
  Saving *saving;
  GtkRoot *root;

  if (deeds->widget == NULL)
    return;

  root = gtk_widget_get_root (deeds->widget);
  saving = g_new0 (Saving, 1);
  saving->part = g_object_ref (deeds->part);
  g_set_weak_pointer (&saving->widget, deeds->widget);
  saving->chooser = gtk_file_chooser_native_new (_("Save As"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (saving->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (saving->chooser), propus_data_part_get_file_name (deeds->part));
  g_signal_connect (saving->chooser, "response", G_CALLBACK (chosen_cb), saving);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (saving->chooser));
}

static void
copy_cb (GSimpleAction *action,
         GVariant      *parameter,
         Deeds         *deeds)
{
  g_autoptr(GdkContentProvider) content = NULL;

  if (deeds->widget == NULL)
    return;

  content = propus_part_content_new (deeds->part, FALSE);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (deeds->widget), content);
  tell (deeds->widget, _("The picture was copied."));
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source,
            double         x,
            double         y,
            Deeds         *deeds)
{
  return propus_part_content_new (deeds->part, TRUE);
}

static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               Deeds         *deeds)
{
  g_autoptr(GdkPaintable) icon = deeds->widget != NULL ? gtk_widget_paintable_new (deeds->widget) : NULL;
  g_autoptr(GdkPaintable) still = icon != NULL ? gdk_paintable_get_current_image (icon) : NULL;

  if (still != NULL)
    gtk_drag_source_set_icon (source, still, 0, 0);
}

static void
add_action (GSimpleActionGroup *group,
            const char         *name,
            GCallback           callback,
            GtkWidget          *widget,
            PropusDataPart     *part)
{
  g_autoptr(GSimpleAction) action = g_simple_action_new (name, NULL);

  g_signal_connect_data (action, "activate", callback, deeds_new (widget, part), deeds_free, 0);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

/**
 * propus_part_deeds_install:
 * @widget: shows the part
 * @part: (transfer none): what it is
 *
 * Gives @widget the actions "part.save" and, for a picture, "part.copy".
 */
void
propus_part_deeds_install (GtkWidget      *widget,
                           PropusDataPart *part)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (PROPUS_IS_DATA_PART (part));

  add_action (group, "save", G_CALLBACK (save_cb), widget, part);
  if (propus_data_part_get_picture (part, NULL, NULL) != PROPUS_PICTURE_NONE)
    add_action (group, "copy", G_CALLBACK (copy_cb), widget, part);
  gtk_widget_insert_action_group (widget, "part", G_ACTION_GROUP (group));
}

/**
 * propus_part_deeds_make_draggable:
 * @widget: where a drag may begin
 * @part: (transfer none): what is dragged, as what it is and as a file
 */
void
propus_part_deeds_make_draggable (GtkWidget      *widget,
                                  PropusDataPart *part)
{
  GtkDragSource *source = gtk_drag_source_new ();

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (PROPUS_IS_DATA_PART (part));

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect_data (source, "prepare", G_CALLBACK (prepare_cb), deeds_new (widget, part), deeds_free, 0);
  g_signal_connect_data (source, "drag-begin", G_CALLBACK (drag_begin_cb), deeds_new (widget, part), deeds_free, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (source));
}

/**
 * propus_part_deeds_new_button:
 * @icon_name: of the icon
 * @words: what it does, for the tooltip and for a screen reader
 * @action_name: the action
 *
 * Returns: (transfer floating): a quiet button
 */
GtkWidget *
propus_part_deeds_new_button (const char *icon_name,
                              const char *words,
                              const char *action_name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "dim-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  return button;
}
