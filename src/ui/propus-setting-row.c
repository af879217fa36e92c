/* propus-setting-row.c - one setting of a chat, chosen or typed in a line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-setting-row.h"

#include "propus-setting-text.h"

#include <glib/gi18n.h>

#define ENTRY_CHARS 8

/**
 * PropusSettingRow:
 *
 * A switch, a choice or a number, with what it does below its title, or why the model does not take it. What is set can
 * be reset, also when the model does not take it.
 */
struct _PropusSettingRow
{
  AdwActionRow            parent_instance;

  PropusSetting           setting;
  char                   *hint;
  GtkWidget              *control;    /* borrowed: a switch, a drop-down list or an entry */
  GtkWidget              *reset;      /* borrowed */
  PropusGenerateSettings *settings;   /* NULL before the first update */
  gboolean                filling;    /* what happens to the control is no deed of the person's */
};

G_DEFINE_FINAL_TYPE (PropusSettingRow, propus_setting_row, ADW_TYPE_ACTION_ROW)

/* What is offered of a budget: others come from files, and are shown as a number. */
static const int budgets[] = { 0, -1, 1024, 4096, 8192, 16384, 24576 };

static const struct { const char *word; const char *label; } labels[] = {
  { "MINIMAL", N_("Minimal") },
  { "LOW", N_("Low") },
  { "MEDIUM", N_("Medium") },
  { "HIGH", N_("High") },
  { "OFF", N_("Off") },
  { "BLOCK_NONE", N_("Block none") },
  { "BLOCK_ONLY_HIGH", N_("Block few") },
  { "BLOCK_MEDIUM_AND_ABOVE", N_("Block some") },
  { "BLOCK_LOW_AND_ABOVE", N_("Block most") },
  { "MEDIA_RESOLUTION_LOW", N_("Low") },
  { "MEDIA_RESOLUTION_MEDIUM", N_("Medium") },
  { "MEDIA_RESOLUTION_HIGH", N_("High") },
};

static void
propus_setting_row_dispose (GObject *object)
{
  PropusSettingRow *self = PROPUS_SETTING_ROW (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (propus_setting_row_parent_class)->dispose (object);
}

static void
propus_setting_row_finalize (GObject *object)
{
  g_free (PROPUS_SETTING_ROW (object)->hint);

  G_OBJECT_CLASS (propus_setting_row_parent_class)->finalize (object);
}

static void
propus_setting_row_class_init (PropusSettingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_setting_row_dispose;
  object_class->finalize = propus_setting_row_finalize;
}

static void
propus_setting_row_init (PropusSettingRow *self)
{
}

static gboolean
is_choice (PropusSetting setting)
{
  return setting == PROPUS_SETTING_THINKING_BUDGET || propus_setting_get_kind (setting) == PROPUS_SETTING_WORD;
}

static const char *
get_label (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].word, word))
      return _(labels[i].label);

  return word;
}

static char *
dup_budget_label (int budget)
{
  if (budget == 0)
    return g_strdup (_("Off"));
  if (budget < 0)
    return g_strdup (_("As needed"));

  /* Translators: %'d is a number of tokens. */
  return g_strdup_printf (ngettext ("%'d token", "%'d tokens", budget), budget);
}

/* The first is what happens when nothing is set; a budget that is not offered is the last. */
static GtkStringList *
make_choices (PropusSettingRow *self)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  const char * const *words = propus_setting_get_words (self->setting);

  /* Translators: of a setting; the model or Google chooses. */
  gtk_string_list_append (list, _("Automatic"));
  for (gsize i = 0; words != NULL && words[i] != NULL; i++)
    gtk_string_list_append (list, get_label (words[i]));
  for (gsize i = 0; words == NULL && i < G_N_ELEMENTS (budgets); i++)
    {
      g_autofree char *label = dup_budget_label (budgets[i]);

      gtk_string_list_append (list, label);
    }

  return list;
}

/* --- the person does something --- */

static void
switched_cb (GtkSwitch        *control,
             GParamSpec       *pspec,
             PropusSettingRow *self)
{
  if (!self->filling && self->settings != NULL)
    propus_generate_settings_set_switch (self->settings, self->setting, gtk_switch_get_active (control));
}

static void
chosen_cb (GtkDropDown      *control,
           GParamSpec       *pspec,
           PropusSettingRow *self)
{
  guint selected = gtk_drop_down_get_selected (control);

  if (self->filling || self->settings == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;

  if (selected == 0)
    propus_generate_settings_unset (self->settings, self->setting);
  else if (self->setting != PROPUS_SETTING_THINKING_BUDGET)
    propus_generate_settings_set_text (self->settings, self->setting, propus_setting_get_words (self->setting)[selected - 1]);
  else if (selected <= G_N_ELEMENTS (budgets))
    propus_generate_settings_set_number (self->settings, self->setting, budgets[selected - 1]);
}

/* A number as people write it, with a comma, too. */
static gboolean
read_number (PropusSetting  setting,
             const char    *text,
             double        *number)
{
  g_autofree char *point = g_strdelimit (g_strstrip (g_strdup (text)), ",", '.');
  double least, most;
  char *end;

  propus_setting_get_range (setting, &least, &most);
  *number = g_ascii_strtod (point, &end);
  if (end == point || *end != '\0' || !(*number >= least && *number <= most))
    return FALSE;

  return !propus_setting_is_whole (setting) || *number == (double) (gint64) *number;
}

static void
typed_cb (GtkEditable      *control,
          PropusSettingRow *self)
{
  const char *text = gtk_editable_get_text (control);
  double number;

  if (self->filling || self->settings == NULL)
    return;

  gtk_widget_remove_css_class (GTK_WIDGET (control), "error");
  if (*text == '\0')
    propus_generate_settings_unset (self->settings, self->setting);
  else if (read_number (self->setting, text, &number))
    propus_generate_settings_set_number (self->settings, self->setting, number);
  else
    gtk_widget_add_css_class (GTK_WIDGET (control), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_STATE_INVALID,
                               gtk_widget_has_css_class (GTK_WIDGET (control), "error") ? GTK_ACCESSIBLE_INVALID_TRUE
                                                                                        : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
reset_cb (GtkButton        *button,
          PropusSettingRow *self)
{
  if (self->settings == NULL)
    return;

  gtk_widget_grab_focus (self->control);
  if (GTK_IS_EDITABLE (self->control))
    gtk_editable_set_text (GTK_EDITABLE (self->control), "");
  propus_generate_settings_unset (self->settings, self->setting);
}

/* --- what is shown --- */

static char *
dup_range (PropusSetting setting)
{
  double least, most;

  propus_setting_get_range (setting, &least, &most);
  if (most >= G_MAXINT32)
    return g_strdup (_("Automatic"));

  /* Translators: the range of a number, such as “0 – 2”. */
  return g_strdup_printf (_("%g – %g"), least, most);
}

static GtkWidget *
make_control (PropusSettingRow *self)
{
  GtkWidget *control;

  if (propus_setting_get_kind (self->setting) == PROPUS_SETTING_SWITCH)
    {
      control = gtk_switch_new ();
      g_signal_connect (control, "notify::active", G_CALLBACK (switched_cb), self);
    }
  else if (is_choice (self->setting))
    {
      control = gtk_drop_down_new (G_LIST_MODEL (make_choices (self)), NULL);
      g_signal_connect (control, "notify::selected", G_CALLBACK (chosen_cb), self);
    }
  else
    {
      g_autofree char *range = dup_range (self->setting);

      control = gtk_entry_new ();
      gtk_editable_set_width_chars (GTK_EDITABLE (control), ENTRY_CHARS);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (control), ENTRY_CHARS);
      gtk_entry_set_placeholder_text (GTK_ENTRY (control), range);
      gtk_entry_set_input_purpose (GTK_ENTRY (control), GTK_INPUT_PURPOSE_NUMBER);
      g_signal_connect (control, "changed", G_CALLBACK (typed_cb), self);
    }

  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  return control;   /* the row gives it its title as a name */
}

static void
make_reset (PropusSettingRow *self)
{
  g_autofree char *label = NULL;

  /* Translators: %s is the name of a setting, such as “Temperature”. */
  label = g_strdup_printf (_("Reset %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  self->reset = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_set_valign (self->reset, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->reset, "flat");
  gtk_widget_set_tooltip_text (self->reset, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (self->reset, "clicked", G_CALLBACK (reset_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->reset);
}

/**
 * propus_setting_row_new:
 * @setting: neither a text nor a list of them
 * @title: its name, translated
 * @hint: (nullable): what it does, translated
 *
 * Returns: (transfer full): a row that shows nothing until propus_setting_row_update()
 */
GtkWidget *
propus_setting_row_new (PropusSetting  setting,
                        const char    *title,
                        const char    *hint)
{
  PropusSettingRow *self = g_object_new (PROPUS_TYPE_SETTING_ROW, "title", title, "title-lines", 0, "subtitle-lines", 0, NULL);

  self->setting = setting;
  self->hint = g_strdup (hint);
  self->control = make_control (self);
  if (!GTK_IS_SWITCH (self->control))
    make_reset (self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->control);

  return GTK_WIDGET (self);
}

static guint
find_budget (PropusSettingRow *self,
             int               budget)
{
  g_autoptr(GtkStringList) list = NULL;
  g_autofree char *label = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (budgets); i++)
    if (budgets[i] == budget)
      return (guint) i + 1;

  list = make_choices (self);
  label = dup_budget_label (budget);
  gtk_string_list_append (list, label);
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->control), G_LIST_MODEL (list));
  return g_list_model_get_n_items (G_LIST_MODEL (list)) - 1;
}

static guint
find_choice (PropusSettingRow *self)
{
  const char * const *words = propus_setting_get_words (self->setting);

  if (!propus_generate_settings_is_set (self->settings, self->setting))
    return 0;
  if (self->setting == PROPUS_SETTING_THINKING_BUDGET)
    return find_budget (self, (int) propus_generate_settings_get_number (self->settings, self->setting));

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], propus_generate_settings_get_text (self->settings, self->setting)))
      return i + 1;
  return 0;
}

/* What stands in the entry may say the same in other words, or not yet be a number. */
static void
fill_entry (PropusSettingRow *self)
{
  double number = propus_generate_settings_get_number (self->settings, self->setting);
  gboolean is_set = propus_generate_settings_is_set (self->settings, self->setting);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->control));
  g_autofree char *shown = NULL;
  double written;

  if (is_set ? read_number (self->setting, text, &written) && written == number
             : gtk_widget_has_css_class (self->control, "error"))
    return;
  if (gtk_widget_has_css_class (self->control, "error") && gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->control)))))
    return;

  shown = !is_set ? g_strdup ("")
                  : propus_setting_is_whole (self->setting) ? g_strdup_printf ("%.0f", number) : g_strdup_printf ("%.4g", number);
  gtk_editable_set_text (GTK_EDITABLE (self->control), shown);
  gtk_widget_remove_css_class (self->control, "error");
}

static void
fill_control (PropusSettingRow *self)
{
  self->filling = TRUE;
  if (GTK_IS_SWITCH (self->control))
    gtk_switch_set_active (GTK_SWITCH (self->control), propus_generate_settings_get_switch (self->settings, self->setting));
  else if (GTK_IS_DROP_DOWN (self->control))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), find_choice (self));
  else
    fill_entry (self);
  self->filling = FALSE;
}

/**
 * propus_setting_row_update:
 * @self: a row
 * @settings: what it shows and changes
 * @model: the model that answers next
 * @info: (nullable): what the API says of it
 *
 * To be called whenever one of these has changed.
 */
void
propus_setting_row_update (PropusSettingRow       *self,
                           PropusGenerateSettings *settings,
                           const char             *model,
                           PropusModelInfo        *info)
{
  PropusUntaken untaken;
  gboolean never;
  const char *subtitle;

  g_return_if_fail (PROPUS_IS_SETTING_ROW (self));
  g_return_if_fail (PROPUS_IS_GENERATE_SETTINGS (settings));

  g_set_object (&self->settings, settings);
  fill_control (self);

  untaken = propus_model_traits_explain_in (model, info, self->setting, settings);
  /* Of a value that is not taken another may be chosen, and a switch that is on may always be turned off. */
  never = untaken != PROPUS_UNTAKEN_NOT && untaken != PROPUS_UNTAKEN_NO_MINIMAL && untaken != PROPUS_UNTAKEN_ALWAYS_THINKS &&
          !(GTK_IS_SWITCH (self->control) && propus_generate_settings_get_switch (settings, self->setting));
  subtitle = propus_setting_text_explain (untaken);
  if (subtitle == NULL)
    subtitle = self->hint;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle != NULL ? subtitle : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle != NULL ? subtitle : "", -1);
  gtk_widget_set_sensitive (self->control, !never);
  if (self->reset != NULL)
    gtk_widget_set_visible (self->reset, propus_generate_settings_is_set (settings, self->setting));
}
