/* propus-setting-text-row.c - one setting of a chat that is written in lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-setting-text-row.h"

#include "propus-code-highlight.h"
#include "propus-limits.h"
#include "propus-setting-text.h"

#include <glib/gi18n.h>

#define MOST_HEIGHT 260

/**
 * PropusSettingTextRow:
 *
 * A system instruction, a JSON Schema, or texts of a line each. Tab leaves it, except in a schema, where it indents and
 * Ctrl+Tab leaves.
 */
struct _PropusSettingTextRow
{
  GtkBox                  parent_instance;

  PropusSetting           setting;
  char                   *hint;
  GtkTextView            *view;       /* borrowed */
  GtkLabel               *note;       /* borrowed: the hint, or what is wrong */
  GtkWidget              *reset;      /* borrowed */
  PropusGenerateSettings *settings;   /* NULL before the first update */
  gboolean                filling;
};

G_DEFINE_FINAL_TYPE (PropusSettingTextRow, propus_setting_text_row, GTK_TYPE_BOX)

static void
propus_setting_text_row_dispose (GObject *object)
{
  g_clear_object (&PROPUS_SETTING_TEXT_ROW (object)->settings);

  G_OBJECT_CLASS (propus_setting_text_row_parent_class)->dispose (object);
}

static void
propus_setting_text_row_finalize (GObject *object)
{
  g_free (PROPUS_SETTING_TEXT_ROW (object)->hint);

  G_OBJECT_CLASS (propus_setting_text_row_parent_class)->finalize (object);
}

static void
propus_setting_text_row_class_init (PropusSettingTextRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_setting_text_row_dispose;
  object_class->finalize = propus_setting_text_row_finalize;
}

static void
propus_setting_text_row_init (PropusSettingTextRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "setting-text");
}

static char *
dup_text (PropusSettingTextRow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
changed_cb (GtkTextBuffer        *buffer,
            PropusSettingTextRow *self)
{
  g_autofree char *text = dup_text (self);

  if (self->filling || self->settings == NULL)
    return;

  if (propus_setting_get_kind (self->setting) == PROPUS_SETTING_TEXTS)
    {
      g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

      propus_generate_settings_set_texts (self->settings, self->setting, (const char * const *) lines);
    }
  else
    propus_generate_settings_set_text (self->settings, self->setting, text);
}

static void
reset_cb (GtkButton            *button,
          PropusSettingTextRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  if (self->settings != NULL)
    propus_generate_settings_unset (self->settings, self->setting);
}

static GtkTextView *
make_view (PropusSettingTextRow *self)
{
  g_autoptr(GtkSourceBuffer) buffer = NULL;
  GtkWidget *view;

  if (self->setting != PROPUS_SETTING_JSON_SCHEMA)
    {
      view = gtk_text_view_new ();
      gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
      gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
      return GTK_TEXT_VIEW (view);
    }

  buffer = gtk_source_buffer_new (NULL);
  propus_code_highlight_apply (buffer, gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "json"));
  view = gtk_source_view_new_with_buffer (buffer);
  gtk_source_view_set_auto_indent (GTK_SOURCE_VIEW (view), TRUE);
  gtk_source_view_set_indent_width (GTK_SOURCE_VIEW (view), 2);
  gtk_source_view_set_tab_width (GTK_SOURCE_VIEW (view), 2);
  gtk_source_view_set_insert_spaces_instead_of_tabs (GTK_SOURCE_VIEW (view), TRUE);
  gtk_source_view_set_show_line_numbers (GTK_SOURCE_VIEW (view), TRUE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  return GTK_TEXT_VIEW (view);
}

static void
add_heading (PropusSettingTextRow *self,
             const char           *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (title);
  /* Translators: %s is the name of a setting, such as “Temperature”. */
  g_autofree char *reset = g_strdup_printf (_("Reset %s"), title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  if (self->setting == PROPUS_SETTING_SYSTEM_INSTRUCTION)
    gtk_widget_add_css_class (label, "heading");   /* it stands among groups, and not in one */
  self->reset = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_add_css_class (self->reset, "flat");
  gtk_widget_set_tooltip_text (self->reset, reset);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset), GTK_ACCESSIBLE_PROPERTY_LABEL, reset, -1);
  g_signal_connect (self->reset, "clicked", G_CALLBACK (reset_cb), self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->reset);
  gtk_box_append (GTK_BOX (self), box);
}

static void
add_view (PropusSettingTextRow *self,
          const char           *title)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->view = make_view (self);
  gtk_text_view_set_top_margin (self->view, 9);
  gtk_text_view_set_bottom_margin (self->view, 9);
  gtk_text_view_set_left_margin (self->view, 9);
  gtk_text_view_set_right_margin (self->view, 9);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (changed_cb), self);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MOST_HEIGHT);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              self->setting == PROPUS_SETTING_STOP_SEQUENCES ? 56 : 96);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_SOURCE_IS_VIEW (self->view) ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (scroller, "setting-editor");
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (self), scroller);
}

/**
 * propus_setting_text_row_new:
 * @setting: a text, or a list of them
 * @title: its name, translated
 * @hint: (nullable): what it does, translated
 *
 * Returns: (transfer full): a row that shows nothing until propus_setting_text_row_update()
 */
GtkWidget *
propus_setting_text_row_new (PropusSetting  setting,
                             const char    *title,
                             const char    *hint)
{
  PropusSettingTextRow *self = g_object_new (PROPUS_TYPE_SETTING_TEXT_ROW, NULL);

  self->setting = setting;
  self->hint = g_strdup (hint);
  add_heading (self, title);
  add_view (self, title);
  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->note, 0);
  gtk_label_set_wrap (self->note, TRUE);
  gtk_label_set_wrap_mode (self->note, PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "caption");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->note));

  return GTK_WIDGET (self);
}

static void
fill (PropusSettingTextRow *self)
{
  g_autofree char *now = dup_text (self);
  g_autofree char *text = NULL;

  if (propus_setting_get_kind (self->setting) == PROPUS_SETTING_TEXTS)
    {
      g_auto(GStrv) texts = propus_generate_settings_dup_texts (self->settings, self->setting);
      g_auto(GStrv) lines = g_strsplit (now, "\n", -1);
      g_autoptr(PropusGenerateSettings) same = propus_generate_settings_new ();
      g_auto(GStrv) written = NULL;

      /* Empty lines while somebody writes are no reason to take them away. */
      propus_generate_settings_set_texts (same, self->setting, (const char * const *) lines);
      written = propus_generate_settings_dup_texts (same, self->setting);
      if (g_strv_equal ((const char * const *) written, (const char * const *) texts))
        return;
      text = g_strjoinv ("\n", texts);
    }
  else
    text = g_strdup (propus_generate_settings_get_text (self->settings, self->setting));

  if (g_strcmp0 (now, text != NULL ? text : "") == 0)
    return;

  self->filling = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text != NULL ? text : "", -1);
  self->filling = FALSE;
}

static char *
dup_trouble (PropusSettingTextRow *self)
{
  g_autofree char *text = dup_text (self);

  if (self->setting == PROPUS_SETTING_JSON_SCHEMA)
    return propus_schema_check (text);
  if (self->setting == PROPUS_SETTING_STOP_SEQUENCES)
    {
      g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
      guint n = 0;

      for (gsize i = 0; lines[i] != NULL; i++)
        n += *lines[i] != '\0' ? 1 : 0;
      if (n > PROPUS_LIMIT_STOP_SEQUENCES)
        return g_strdup (_("Only the first five lines are used."));
    }

  return NULL;
}

/**
 * propus_setting_text_row_update:
 * @self: a row
 * @settings: what it shows and changes
 * @model: the model that answers next
 * @info: (nullable): what the API says of it
 *
 * To be called whenever one of these has changed. What is written can be read and changed whatever the model takes: it
 * is the person's.
 */
void
propus_setting_text_row_update (PropusSettingTextRow   *self,
                                PropusGenerateSettings *settings,
                                const char             *model,
                                PropusModelInfo        *info)
{
  g_autofree char *trouble = NULL;
  const char *note;

  g_return_if_fail (PROPUS_IS_SETTING_TEXT_ROW (self));
  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (settings));

  g_set_object (&self->settings, settings);
  fill (self);

  trouble = dup_trouble (self);
  note = trouble != NULL ? trouble
                         : propus_setting_text_explain (propus_model_traits_explain_in (model, info, self->setting, settings));
  if (note == NULL)
    note = self->hint;
  gtk_label_set_label (self->note, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  if (trouble != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note != NULL ? note : "", -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_STATE_INVALID,
                               trouble != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_widget_set_opacity (self->reset, propus_generate_settings_is_set (settings, self->setting) ? 1 : 0);
  gtk_widget_set_sensitive (self->reset, propus_generate_settings_is_set (settings, self->setting));
}
