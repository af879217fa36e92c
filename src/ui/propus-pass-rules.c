/* propus-pass-rules.c - what a program may do with a pass
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-rules.h"

#include "propus-pass-text.h"

#include <glib/gi18n.h>

/* A person who turns a number up does not mean every number on the way. */
#define SETTLE_MS 400

#define DAY_S (24 * 60 * 60)

/* In the order of the rows. */
enum { NEVER, DAY, WEEK, MONTH, DATE };

/**
 * PropusPassRules:
 *
 * Models, kinds of requests, limits a day and the end of a pass. For one that is yet to be made it is read once; for one
 * that there is, "changed" tells what a person has changed.
 */
struct _PropusPassRules
{
  GtkBox parent_instance;

  /* Template widgets */
  AdwEntryRow *models;
  AdwExpanderRow *kinds;
  AdwPreferencesGroup *limits;
  AdwComboRow *expiry;
  GtkWidget *day_row;
  GtkMenuButton *day_button;
  GtkCalendar *calendar;

  /* Owned */
  guint settle;              /* source id */

  GtkSwitch *switches[PROPUS_PASS_N_PATHS];     /* borrowed */
  GtkSpinButton *spins[PROPUS_PASS_N_LIMITS];   /* borrowed */

  gint64 expires;            /* Unix seconds; 0: never */
  guint filling : 1;         /* it changes by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusPassRules, propus_pass_rules, GTK_TYPE_BOX)

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static const struct { const char *title; const char *subtitle; } kinds[PROPUS_PASS_N_PATHS] = {
  { N_("Answers"), N_("Generate text and more, count tokens, batches") },
  { N_("Embeddings"), N_("Turn texts into numbers that can be compared") },
  { N_("Files"), N_("Uploads, downloads and file search") },
  { N_("Cached content"), N_("Long prompts that Google keeps for a while") },
  { N_("Pictures and videos"), N_("Models that do not chat, as Imagen and Veo") },
  { N_("OpenAI-compatible requests"), N_("For programs that were written for OpenAI’s API") },
};

static const struct { const char *title; double most; double step; guint digits; } limits[PROPUS_PASS_N_LIMITS] = {
  [PROPUS_PASS_LIMIT_REQUESTS] = { N_("Requests a day"), 1e9, 10, 0 },
  [PROPUS_PASS_LIMIT_TOKENS] = { N_("Tokens a day"), 1e11, 10000, 0 },
  [PROPUS_PASS_LIMIT_MONEY] = { N_("US dollars a day"), 100000, 1, 2 },
};

static void
tell (PropusPassRules *self,
      PropusPassField  field)
{
  if (!self->filling)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (guint) field);
}

static void
models_cb (PropusPassRules *self)
{
  g_assert (PROPUS_IS_PASS_RULES (self));

  tell (self, PROPUS_PASS_FIELD_MODELS);
}

/* --- kinds of requests --- */

static guint
read_paths (PropusPassRules *self)
{
  guint paths = 0;

  for (guint i = 0; i < PROPUS_PASS_N_PATHS; i++)
    if (gtk_switch_get_active (self->switches[i]))
      paths |= 1u << i;

  return paths;
}

/* A pass for nothing would be none, and the empty list means everything: the last one stays on. */
static void
show_kinds (PropusPassRules *self)
{
  guint paths = read_paths (self);
  gboolean last = paths != 0 && (paths & (paths - 1)) == 0;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  for (guint i = 0; i < PROPUS_PASS_N_PATHS; i++)
    {
      gboolean on = (paths & (1u << i)) != 0;

      gtk_widget_set_sensitive (GTK_WIDGET (self->switches[i]), !(last && on));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->switches[i]), last && on ? _("A pass needs at least one of these") : NULL);
      if (on)
        g_ptr_array_add (names, (gpointer) _(kinds[i].title));
    }
  g_ptr_array_add (names, NULL);
  /* Translators: between the parts of a list */
  joined = g_strjoinv (_(", "), (char **) names->pdata);
  adw_expander_row_set_subtitle (self->kinds, paths == PROPUS_PASS_ALL_PATHS ? _("All") : joined);
}

static void
switched_cb (PropusPassRules *self)
{
  g_assert (PROPUS_IS_PASS_RULES (self));

  if (self->filling)
    return;

  show_kinds (self);
  tell (self, PROPUS_PASS_FIELD_PATHS);
}

static void
add_kind (PropusPassRules *self,
          guint            i)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *widget = gtk_switch_new ();

  gtk_switch_set_active (GTK_SWITCH (widget), TRUE);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(kinds[i].title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(kinds[i].subtitle));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  adw_expander_row_add_row (self->kinds, row);
  self->switches[i] = GTK_SWITCH (widget);
  g_signal_connect_object (widget, "notify::active", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
}

/* --- limits --- */

/* 0: none. */
static gint64
read_limit (PropusPassRules *self,
            guint            i)
{
  double value = gtk_spin_button_get_value (self->spins[i]);

  if (i == PROPUS_PASS_LIMIT_MONEY)
    value *= PROPUS_USAGE_MICRO;

  return value >= 1 ? (gint64) (value + 0.5) : -1;
}

static gboolean
settle_cb (gpointer user_data)
{
  PropusPassRules *self = PROPUS_PASS_RULES (user_data);

  self->settle = 0;
  tell (self, PROPUS_PASS_FIELD_LIMITS);
  return G_SOURCE_REMOVE;
}

static void
value_changed_cb (PropusPassRules *self)
{
  g_assert (PROPUS_IS_PASS_RULES (self));

  if (self->filling)
    return;

  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static void
add_limit (PropusPassRules *self,
           guint            i)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, limits[i].most, limits[i].step);
  GtkWidget *row = adw_action_row_new ();

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), limits[i].digits);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 9);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(limits[i].title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_preferences_group_add (self->limits, row);
  self->spins[i] = GTK_SPIN_BUTTON (spin);
}

/* --- the end --- */

/* The last second of a day, here. */
static gint64
end_of_day (GDateTime *day)
{
  g_autoptr (GDateTime) end = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                                     g_date_time_get_day_of_month (day), 23, 59, 59);

  return end != NULL ? g_date_time_to_unix (end) : g_date_time_to_unix (day);
}

static void
show_end (PropusPassRules *self)
{
  g_autoptr (GDateTime) day = self->expires > 0 ? g_date_time_new_from_unix_local (self->expires) : NULL;
  g_autofree char *end = propus_pass_text_dup_end (self->expires);
  /* Translators: a date, as g_date_time_format() writes it: November 3, 2026 */
  g_autofree char *label = day != NULL ? g_date_time_format (day, _("%B %-e, %Y")) : NULL;

  self->filling = TRUE;
  adw_combo_row_set_selected (self->expiry, day != NULL ? DATE : NEVER);
  gtk_widget_set_visible (self->day_row, day != NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->expiry), end != NULL ? end : "");
  if (day != NULL)
    {
      gtk_calendar_select_day (self->calendar, day);
      gtk_menu_button_set_label (self->day_button, label);
    }
  self->filling = FALSE;
}

static void
expire (PropusPassRules *self,
        gint64           expires)
{
  if (self->expires == expires)
    return;

  self->expires = expires;
  show_end (self);
  tell (self, PROPUS_PASS_FIELD_EXPIRES);
}

static void
expiry_cb (PropusPassRules *self)
{
  guint selected = adw_combo_row_get_selected (self->expiry);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) month = g_date_time_add_months (now, 1);
  gint64 seconds = g_date_time_to_unix (now);

  g_assert (PROPUS_IS_PASS_RULES (self));

  if (self->filling)
    return;

  if (selected == NEVER)
    expire (self, 0);
  else if (selected == DAY)
    expire (self, seconds + DAY_S);
  else if (selected == WEEK)
    expire (self, seconds + 7 * DAY_S);
  else if (selected == MONTH)
    expire (self, g_date_time_to_unix (month));
  else if (self->expires == 0)
    expire (self, end_of_day (month));
}

static void
day_cb (PropusPassRules *self)
{
  g_autoptr (GDateTime) day = gtk_calendar_get_date (self->calendar);

  g_assert (PROPUS_IS_PASS_RULES (self));

  if (self->filling)
    return;

  gtk_menu_button_popdown (self->day_button);
  expire (self, end_of_day (day));
}

/* --- all of it --- */

/**
 * propus_pass_rules_set_live:
 * @self: rules
 * @live: whether there is a pass already, so that a list of models has to be confirmed
 */
void
propus_pass_rules_set_live (PropusPassRules *self,
                            gboolean         live)
{
  g_return_if_fail (PROPUS_IS_PASS_RULES (self));

  adw_entry_row_set_show_apply_button (self->models, live);
}

/**
 * propus_pass_rules_show:
 * @self: rules
 * @terms: (transfer none): what to show
 *
 * What a person is turning at this moment is left alone.
 */
void
propus_pass_rules_show (PropusPassRules       *self,
                        const PropusPassTerms *terms)
{
  g_autofree char *models = NULL;

  g_return_if_fail (PROPUS_IS_PASS_RULES (self));

  models = g_strjoinv (", ", terms->models);
  self->filling = TRUE;
  if (!g_str_equal (models, gtk_editable_get_text (GTK_EDITABLE (self->models))))
    gtk_editable_set_text (GTK_EDITABLE (self->models), models);
  for (guint i = 0; i < PROPUS_PASS_N_PATHS; i++)
    gtk_switch_set_active (self->switches[i], (terms->paths & (1u << i)) != 0);
  for (guint i = 0; i < PROPUS_PASS_N_LIMITS && self->settle == 0; i++)
    gtk_spin_button_set_value (self->spins[i], i == PROPUS_PASS_LIMIT_MONEY
                                               ? (double) MAX (terms->limits[i], 0) / PROPUS_USAGE_MICRO
                                               : (double) MAX (terms->limits[i], 0));
  self->filling = FALSE;
  show_kinds (self);
  self->expires = terms->expires;
  show_end (self);
}

/**
 * propus_pass_rules_read:
 * @self: rules
 * @terms: (inout): what is to hold; name, key and whether it is paused are left alone
 */
void
propus_pass_rules_read (PropusPassRules *self,
                        PropusPassTerms *terms)
{
  g_return_if_fail (PROPUS_IS_PASS_RULES (self));

  g_strfreev (terms->models);
  terms->models = propus_pass_models_parse (gtk_editable_get_text (GTK_EDITABLE (self->models)));
  terms->paths = read_paths (self);
  for (guint i = 0; i < PROPUS_PASS_N_LIMITS; i++)
    {
      gtk_spin_button_update (self->spins[i]);
      terms->limits[i] = read_limit (self, i);
    }
  terms->expires = self->expires;
}

static void
propus_pass_rules_dispose (GObject *object)
{
  PropusPassRules *self = PROPUS_PASS_RULES (object);

  /* What was turned last is not lost when the page is left at once. */
  if (self->settle != 0)
    {
      g_clear_handle_id (&self->settle, g_source_remove);
      settle_cb (self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PASS_RULES);

  G_OBJECT_CLASS (propus_pass_rules_parent_class)->dispose (object);
}

static void
propus_pass_rules_class_init (PropusPassRulesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_pass_rules_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-pass-rules.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPassRules, models);
  gtk_widget_class_bind_template_child (widget_class, PropusPassRules, kinds);
  gtk_widget_class_bind_template_child (widget_class, PropusPassRules, limits);
  gtk_widget_class_bind_template_child (widget_class, PropusPassRules, expiry);
  gtk_widget_class_bind_template_child (widget_class, PropusPassRules, day_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassRules, day_button);
  gtk_widget_class_bind_template_child (widget_class, PropusPassRules, calendar);
  gtk_widget_class_bind_template_callback (widget_class, models_cb);
  gtk_widget_class_bind_template_callback (widget_class, day_cb);
}

static void
propus_pass_rules_init (PropusPassRules *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < PROPUS_PASS_N_PATHS; i++)
    add_kind (self, i);
  for (guint i = 0; i < PROPUS_PASS_N_LIMITS; i++)
    add_limit (self, i);
  g_signal_connect_object (self->expiry, "notify::selected", G_CALLBACK (expiry_cb), self, G_CONNECT_SWAPPED);
  self->filling = FALSE;
  show_kinds (self);
}
