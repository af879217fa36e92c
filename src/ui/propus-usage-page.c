/* propus-usage-page.c - what was used, and how much may be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-page.h"

#include "propus-failure-sentence.h"
#include "propus-usage.h"
#include "propus-usage-chart.h"
#include "propus-usage-export-button.h"
#include "propus-usage-words.h"

#include <glib/gi18n.h>

/* A person who turns a number up does not mean every number on the way. */
#define SETTLE_MS 400

/* The most rows of one list: what is behind is in the month's sum. */
#define MAX_ROWS 12

#define DAY_FORMAT "%Y-%m-%d"

/**
 * PropusUsagePage:
 *
 * Tokens and money of today, of this month and of the last days, the limits, and who used how much. The broker counts; this asks it
 * when it is shown and after every change.
 */
struct _PropusUsagePage
{
  AdwPreferencesPage parent_instance;

  /* Template widgets */
  GtkWidget *note;
  AdwActionRow *note_row;
  AdwPreferencesGroup *sums;
  PropusUsageExportButton *export;
  AdwActionRow *today_row;
  AdwActionRow *month_row;
  AdwPreferencesGroup *days;
  PropusUsageChart *chart;
  AdwPreferencesGroup *keys;
  AdwPreferencesGroup *models;
  AdwPreferencesGroup *programs;
  AdwPreferencesGroup *soft;
  AdwPreferencesGroup *hard;

  /* Owned */
  PropusSession *session;
  GPtrArray *known_keys;      /* of PropusKeyInfo; NULL: not known yet */
  GPtrArray *rows;            /* of GtkWidget, in keys, models and programs; borrowed */
  guint settle;               /* source id */

  GtkSpinButton *spins[2 * PROPUS_USAGE_N_LIMITS];   /* soft ones, then hard ones; borrowed */
  guint filling : 1;          /* numbers change by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusUsagePage, propus_usage_page, ADW_TYPE_PREFERENCES_PAGE)

static const struct { const char *title; gboolean money; } limit_rows[PROPUS_USAGE_N_LIMITS] = {
  [PROPUS_USAGE_DAY_TOKENS] = { N_("Tokens a day"), FALSE },
  [PROPUS_USAGE_DAY_MONEY] = { N_("US dollars a day"), TRUE },
  [PROPUS_USAGE_MONTH_TOKENS] = { N_("Tokens a month"), FALSE },
  [PROPUS_USAGE_MONTH_MONEY] = { N_("US dollars a month"), TRUE },
};

/* --- what was used --- */

static void
show_note (PropusUsagePage *self,
           const char      *sentence)
{
  gtk_widget_set_visible (self->note, sentence != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), sentence != NULL ? sentence : "");
}

static void
show_failure (PropusUsagePage *self,
              PropusFailure   *failure)
{
  g_autofree char *sentence = failure != NULL ? propus_failure_dup_sentence_for (failure) : NULL;

  show_note (self, sentence != NULL ? sentence : _("What was used cannot be looked up."));
}

static void
show_total (AdwActionRow            *row,
            const PropusUsageReport *report)
{
  g_autofree char *amounts = propus_usage_words_dup_amounts (&report->total);

  adw_action_row_set_subtitle (row, amounts);
}

static void
today_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (PropusUsagePage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  g_autoptr (PropusUsageReport) report = NULL;
  g_autofree char *note = NULL;

  report = propus_usage_report_finish (PROPUS_BROKER_PROCESS (object), result, &failure);
  if (self->session == NULL)
    return;
  if (report == NULL)
    {
      show_failure (self, failure);
      return;
    }

  show_note (self, report->trouble);
  show_total (self->today_row, report);
  if (report->prices_date != NULL)
    /* Translators: %s is a day, as in 2026-10-07 */
    note = g_strdup_printf (_("Money is an estimate, by the list prices of %s. What Google bills may differ."),
                            report->prices_date);
  adw_preferences_group_set_description (self->sums, note);
}

static void
clear_rows (PropusUsagePage     *self,
            AdwPreferencesGroup *group)
{
  for (guint i = self->rows->len; i > 0; i--)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i - 1);

      if (!gtk_widget_is_ancestor (row, GTK_WIDGET (group)))
        continue;
      adw_preferences_group_remove (group, row);
      g_ptr_array_remove_index (self->rows, i - 1);
    }
}

static const char *
get_name (PropusUsagePage      *self,
          const PropusUsageSum *sum)
{
  if (g_str_equal (sum->name, "propus"))
    return _("Chats");

  return *sum->name != '\0' ? sum->name : _("No name given");
}

/* The ledger knows ids only, so that a key's name is nowhere but in the keyring. */
static const char *
get_key_name (PropusUsagePage      *self,
              const PropusUsageSum *sum)
{
  return propus_usage_words_get_key (sum->name, self->known_keys);
}

static void
fill_rows (PropusUsagePage         *self,
           AdwPreferencesGroup     *group,
           const PropusUsageReport *report,
           const char            *(*name_of) (PropusUsagePage *, const PropusUsageSum *))
{
  clear_rows (self, group);
  for (guint i = 0; i < MIN (report->rows->len, MAX_ROWS); i++)
    {
      const PropusUsageSum *sum = g_ptr_array_index (report->rows, i);
      g_autofree char *amounts = propus_usage_words_dup_amounts (sum);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name_of (self, sum));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), amounts);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (group), report->rows->len > 0);
}

static void
models_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PropusUsagePage) self = user_data;
  g_autoptr (PropusUsageReport) report = propus_usage_report_finish (PROPUS_BROKER_PROCESS (object), result, NULL);

  if (self->session == NULL || report == NULL)
    return;

  show_total (self->month_row, report);
  fill_rows (self, self->models, report, get_name);
}

static void
programs_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PropusUsagePage) self = user_data;
  g_autoptr (PropusUsageReport) report = propus_usage_report_finish (PROPUS_BROKER_PROCESS (object), result, NULL);

  if (self->session != NULL && report != NULL)
    fill_rows (self, self->programs, report, get_name);
}

static void
keys_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (PropusUsagePage) self = user_data;
  g_autoptr (PropusUsageReport) report = propus_usage_report_finish (PROPUS_BROKER_PROCESS (object), result, NULL);

  if (self->session != NULL && report != NULL)
    fill_rows (self, self->keys, report, get_key_name);
}

static void
ask_by_key (PropusUsagePage *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, DAY_FORMAT);
  g_autofree char *first = g_date_time_format (now, "%Y-%m-01");

  propus_usage_report_async (propus_session_get_broker (self->session), "key", first, today, keys_cb, g_object_ref (self));
}

static void
known_keys_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (PropusUsagePage) self = user_data;
  g_autoptr (GPtrArray) keys = propus_keys_list_finish (PROPUS_BROKER_PROCESS (object), result, NULL);

  if (self->session == NULL)
    return;

  g_clear_pointer (&self->known_keys, g_ptr_array_unref);
  self->known_keys = g_steal_pointer (&keys);
  propus_usage_export_button_set_keys (self->export, self->known_keys);
  ask_by_key (self);
}

static void
days_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (PropusUsagePage) self = user_data;
  g_autoptr (PropusUsageReport) report = propus_usage_report_finish (PROPUS_BROKER_PROCESS (object), result, NULL);

  if (self->session == NULL || report == NULL)
    return;

  propus_usage_chart_show (self->chart, report);
  gtk_widget_set_visible (GTK_WIDGET (self->days), report->rows->len > 0);
}

/* --- limits --- */

static void
show_limits (PropusUsagePage         *self,
             const PropusUsageLimits *limits)
{
  self->filling = TRUE;
  for (guint i = 0; i < 2 * PROPUS_USAGE_N_LIMITS; i++)
    {
      guint kind = i % PROPUS_USAGE_N_LIMITS;
      gint64 amount = MAX (i < PROPUS_USAGE_N_LIMITS ? limits->soft[kind] : limits->hard[kind], 0);

      gtk_spin_button_set_value (self->spins[i], limit_rows[kind].money ? (double) amount / PROPUS_USAGE_MICRO : (double) amount);
    }
  self->filling = FALSE;
}

static void
limits_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (PropusUsagePage) self = user_data;
  g_autoptr (PropusFailure) failure = NULL;
  PropusUsageLimits limits;

  if (!propus_usage_limits_finish (PROPUS_BROKER_PROCESS (object), result, &limits, &failure))
    {
      if (self->session != NULL)
        show_failure (self, failure);
      return;
    }

  /* What the person is turning at this moment is newer. */
  if (self->session != NULL && self->settle == 0)
    show_limits (self, &limits);
}

/* 0: none. */
static gint64
read_amount (PropusUsagePage *self,
             guint            i)
{
  double value = gtk_spin_button_get_value (self->spins[i]);

  if (limit_rows[i % PROPUS_USAGE_N_LIMITS].money)
    value *= PROPUS_USAGE_MICRO;

  return value >= 1 ? (gint64) (value + 0.5) : -1;
}

static gboolean
settle_cb (gpointer user_data)
{
  PropusUsagePage *self = PROPUS_USAGE_PAGE (user_data);
  PropusUsageLimits limits;

  self->settle = 0;
  for (guint i = 0; i < PROPUS_USAGE_N_LIMITS; i++)
    {
      limits.soft[i] = read_amount (self, i);
      limits.hard[i] = read_amount (self, i + PROPUS_USAGE_N_LIMITS);
    }
  propus_usage_set_limits_async (propus_session_get_broker (self->session), &limits, limits_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
value_changed_cb (PropusUsagePage *self)
{
  g_assert (PROPUS_IS_USAGE_PAGE (self));

  if (self->filling || self->session == NULL)
    return;

  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE_MS, settle_cb, self);
}

static void
add_limit (PropusUsagePage *self,
           guint            i)
{
  gboolean money = limit_rows[i % PROPUS_USAGE_N_LIMITS].money;
  const char *title = _(limit_rows[i % PROPUS_USAGE_N_LIMITS].title);
  GtkWidget *spin = gtk_spin_button_new_with_range (0, money ? 100000 : 1e11, money ? 1 : 10000);
  GtkWidget *row = adw_action_row_new ();

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), money ? 2 : 0);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 9);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (value_changed_cb), self, G_CONNECT_SWAPPED);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_preferences_group_add (i < PROPUS_USAGE_N_LIMITS ? self->soft : self->hard, row);
  self->spins[i] = GTK_SPIN_BUTTON (spin);
}

/* --- the page --- */

/**
 * propus_usage_page_refresh:
 * @self: a page
 *
 * Asks the broker again.
 */
void
propus_usage_page_refresh (PropusUsagePage *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) oldest = g_date_time_add_days (now, 1 - PROPUS_USAGE_CHART_DAYS);
  g_autofree char *today = g_date_time_format (now, DAY_FORMAT);
  g_autofree char *first = g_date_time_format (now, "%Y-%m-01");
  g_autofree char *first_bar = g_date_time_format (oldest, DAY_FORMAT);
  PropusBrokerProcess *broker;
  gboolean practice;

  g_return_if_fail (PROPUS_IS_USAGE_PAGE (self));

  if (self->session == NULL)
    return;

  practice = propus_session_is_practice (self->session);
  gtk_widget_set_visible (GTK_WIDGET (self->sums), !practice);
  gtk_widget_set_visible (GTK_WIDGET (self->soft), !practice);
  gtk_widget_set_visible (GTK_WIDGET (self->hard), !practice);
  gtk_widget_set_visible (GTK_WIDGET (self->days), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->keys), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->models), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->programs), FALSE);
  if (practice)
    {
      show_note (self, _("Practice answers cost nothing, so nothing is counted."));
      return;
    }

  broker = propus_session_get_broker (self->session);
  propus_usage_report_async (broker, "day", today, today, today_cb, g_object_ref (self));
  propus_usage_report_async (broker, "model", first, today, models_cb, g_object_ref (self));
  propus_usage_report_async (broker, "program", first, today, programs_cb, g_object_ref (self));
  propus_usage_report_async (broker, "day", first_bar, today, days_cb, g_object_ref (self));
  propus_keys_list_async (broker, known_keys_cb, g_object_ref (self));
  propus_usage_limits_async (broker, limits_cb, g_object_ref (self));
}

/**
 * propus_usage_page_set_session:
 * @self: a page
 * @session: (transfer none): whose broker counts
 *
 * To be called again when the session has another broker.
 */
void
propus_usage_page_set_session (PropusUsagePage *self,
                               PropusSession   *session)
{
  g_return_if_fail (PROPUS_IS_USAGE_PAGE (self));
  g_return_if_fail (PROPUS_IS_SESSION (session));

  g_set_object (&self->session, session);
  propus_usage_export_button_set_session (self->export, session);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    propus_usage_page_refresh (self);
}

static void
propus_usage_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (propus_usage_page_parent_class)->map (widget);

  propus_usage_page_refresh (PROPUS_USAGE_PAGE (widget));
}

static void
propus_usage_page_dispose (GObject *object)
{
  PropusUsagePage *self = PROPUS_USAGE_PAGE (object);

  /* What was turned last is not lost when the window is closed at once. */
  if (self->settle != 0)
    {
      g_clear_handle_id (&self->settle, g_source_remove);
      settle_cb (self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_USAGE_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (propus_usage_page_parent_class)->dispose (object);
}

static void
propus_usage_page_finalize (GObject *object)
{
  PropusUsagePage *self = PROPUS_USAGE_PAGE (object);

  g_clear_pointer (&self->known_keys, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (propus_usage_page_parent_class)->finalize (object);
}

static void
propus_usage_page_class_init (PropusUsagePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_usage_page_dispose;
  object_class->finalize = propus_usage_page_finalize;
  widget_class->map = propus_usage_page_map;

  g_type_ensure (PROPUS_TYPE_USAGE_CHART);
  g_type_ensure (PROPUS_TYPE_USAGE_EXPORT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-usage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, note);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, note_row);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, sums);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, export);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, today_row);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, month_row);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, days);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, chart);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, keys);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, models);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, programs);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, soft);
  gtk_widget_class_bind_template_child (widget_class, PropusUsagePage, hard);
}

static void
propus_usage_page_init (PropusUsagePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = g_ptr_array_new ();
  for (guint i = 0; i < 2 * PROPUS_USAGE_N_LIMITS; i++)
    add_limit (self, i);
}
