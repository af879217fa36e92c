/* propus-usage-chart.c - what was used on the last days, as bars
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-usage-chart.h"

#include <glib/gi18n.h>

#include "propus-usage-words.h"

#define N_DAYS        PROPUS_USAGE_CHART_DAYS
#define NATURAL_WIDTH 360
#define MIN_WIDTH     (N_DAYS * 5)
#define BARS_HEIGHT   120.0f
#define MARGIN        12.0f
#define LABEL_GAP     6.0f
#define BAR_PART      0.7f    /* of a day's width */
#define LEAST_BAR     2.0f    /* a day on which little was used is no day on which nothing was */
#define RADIUS        3.0f

/**
 * PropusUsageChart:
 *
 * One bar a day, the last one is today's. The pointer or the arrow keys pick a day, whose numbers are the property "text".
 * The days and their numbers are its accessible description, too.
 */
struct _PropusUsageChart
{
  GtkWidget       parent_instance;

  PropusUsageSum  sums[N_DAYS];    /* without names */
  GDateTime      *days[N_DAYS];
  char           *text;
  int             picked;          /* index of a day */
  gboolean        money;
};

typedef enum
{
  PROP_TEXT = 1,
  PROP_MONEY,
  N_PROPS
} PropusUsageChartProperty;

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (PropusUsageChart, propus_usage_chart, GTK_TYPE_WIDGET)

static gint64
get_amount (PropusUsageChart *self,
            int               i)
{
  return self->money ? self->sums[i].cost : self->sums[i].tokens;
}

/* --- words --- */

static char *
dup_day (PropusUsageChart *self,
         int               i)
{
  if (i == N_DAYS - 1)
    return g_strdup (_("Today"));

  /* Translators: a day of the last month, as in 28 November: see strftime(3) */
  return g_date_time_format (self->days[i], _("%-d %B"));
}

static char *
dup_day_sentence (PropusUsageChart *self,
                  int               i)
{
  g_autofree char *day = dup_day (self, i);
  g_autofree char *amounts = propus_usage_words_dup_amounts (&self->sums[i]);

  /* Translators: the first %s is a day, the second "1,500 tokens, about US$0.25" */
  return g_strdup_printf (_("%s: %s"), day, amounts);
}

/* Every day on which there was something, one a line. */
static char *
dup_table (PropusUsageChart *self)
{
  GString *table = g_string_new (NULL);

  for (int i = 0; i < N_DAYS; i++)
    if (self->sums[i].requests > 0)
      {
        g_autofree char *line = dup_day_sentence (self, i);

        g_string_append_printf (table, "%s%s", table->len > 0 ? "\n" : "", line);
      }

  return g_string_free (table, FALSE);
}

static void
tell (PropusUsageChart *self)
{
  g_autofree char *name = NULL;

  g_free (self->text);
  self->text = self->days[0] != NULL ? dup_day_sentence (self, self->picked) : g_strdup ("");

  /* Translators: %s is "28 November: 1,500 tokens, about US$0.25" */
  name = g_strdup_printf (_("Usage of the last 30 days. %s"), self->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

/* --- picking a day --- */

static void
pick (PropusUsageChart *self,
      int               i)
{
  i = CLAMP (i, 0, N_DAYS - 1);
  if (i == self->picked)
    return;

  self->picked = i;
  tell (self);
}

static gboolean
is_mirrored (PropusUsageChart *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static float
get_day_width (PropusUsageChart *self)
{
  return MAX (((float) gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN) / N_DAYS, 1);
}

static void
pick_at (PropusUsageChart *self,
         double            x)
{
  int i = (int) (((float) x - MARGIN) / get_day_width (self));

  pick (self, is_mirrored (self) ? N_DAYS - 1 - i : i);
}

static void
motion_cb (PropusUsageChart *self,
           double            x,
           double            y)
{
  pick_at (self, x);
}

static void
pressed_cb (PropusUsageChart *self,
            int               n_press,
            double            x,
            double            y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  pick_at (self, x);
}

/* Without a pointer on it, and without the focus, it is today's numbers that count. */
static void
leave_cb (PropusUsageChart *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    pick (self, N_DAYS - 1);
}

static gboolean
step_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  PropusUsageChart *self = PROPUS_USAGE_CHART (widget);
  int step = g_variant_get_int32 (args);

  if (ABS (step) < N_DAYS && is_mirrored (self))
    step = -step;
  pick (self, self->picked + step);

  return TRUE;
}

/* --- drawing --- */

static void
draw_text (PropusUsageChart *self,
           GtkSnapshot      *snapshot,
           const char       *text,
           gboolean          at_start,
           float             y,
           const GdkRGBA    *colour)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (at_start != is_mirrored (self)
                                                            ? MARGIN
                                                            : (float) gtk_widget_get_width (GTK_WIDGET (self)) - MARGIN - (float) width, y));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
draw_bar (PropusUsageChart *self,
          GtkSnapshot      *snapshot,
          int               i,
          gint64            most,
          const GdkRGBA    *text,
          const GdkRGBA    *accent)
{
  float slot = get_day_width (self);
  float x = MARGIN + slot * (float) (is_mirrored (self) ? N_DAYS - 1 - i : i);
  float part = most > 0 ? (float) ((double) get_amount (self, i) / (double) most) : 0;
  float height = MAX (part * BARS_HEIGHT, LEAST_BAR), width = slot * BAR_PART;
  graphene_rect_t bar = GRAPHENE_RECT_INIT (x + (slot - width) / 2, MARGIN + BARS_HEIGHT - height, width, height);
  GskRoundedRect outline;
  GdkRGBA colour = *accent;

  if (i == self->picked)
    {
      GdkRGBA band = *text;

      band.alpha *= gtk_widget_has_focus (GTK_WIDGET (self)) ? 0.2f : 0.1f;
      gtk_snapshot_append_color (snapshot, &band, &GRAPHENE_RECT_INIT (x, MARGIN, slot, BARS_HEIGHT));
    }
  if (get_amount (self, i) <= 0)
    return;

  if (i != N_DAYS - 1 && i != self->picked)
    colour.alpha *= 0.6f;
  gsk_rounded_rect_init (&outline, &bar, &GRAPHENE_SIZE_INIT (MIN (RADIUS, width / 2), MIN (RADIUS, height)),
                         &GRAPHENE_SIZE_INIT (MIN (RADIUS, width / 2), MIN (RADIUS, height)), graphene_size_zero (),
                         graphene_size_zero ());
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &colour, &bar);
  gtk_snapshot_pop (snapshot);
}

static void
propus_usage_chart_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  PropusUsageChart *self = PROPUS_USAGE_CHART (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  float width = (float) gtk_widget_get_width (widget);
  g_autofree char *first = NULL;
  GdkRGBA text, accent, line;
  gint64 most = 0;

  if (self->days[0] == NULL)
    return;

  gtk_style_context_get_color (style, &text);
  if (!gtk_style_context_lookup_color (style, "accent_color", &accent))
    accent = text;
  line = text;
  line.alpha *= 0.3f;

  for (int i = 0; i < N_DAYS; i++)
    most = MAX (most, get_amount (self, i));
  for (int i = 0; i < N_DAYS; i++)
    draw_bar (self, snapshot, i, most, &text, &accent);
  gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (MARGIN, MARGIN + BARS_HEIGHT, width - 2 * MARGIN, 1));

  first = dup_day (self, 0);
  draw_text (self, snapshot, first, TRUE, MARGIN + BARS_HEIGHT + LABEL_GAP, &text);
  draw_text (self, snapshot, _("Today"), FALSE, MARGIN + BARS_HEIGHT + LABEL_GAP, &text);
}

static void
propus_usage_chart_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  g_autoptr (PangoLayout) layout = NULL;
  int height;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = NATURAL_WIDTH;
      return;
    }

  layout = gtk_widget_create_pango_layout (widget, _("Today"));
  pango_layout_get_pixel_size (layout, NULL, &height);
  *minimum = *natural = (int) (2 * MARGIN + BARS_HEIGHT + LABEL_GAP) + height;
}

/* --- the object --- */

/**
 * propus_usage_chart_show:
 * @self: a chart
 * @report: (transfer none): of the last days, by day; days that are not in it count for nothing
 */
void
propus_usage_chart_show (PropusUsageChart        *self,
                         const PropusUsageReport *report)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *table = NULL;

  g_return_if_fail (PROPUS_IS_USAGE_CHART (self) && report != NULL);

  for (int i = 0; i < N_DAYS; i++)
    {
      g_autofree char *day = NULL;

      g_clear_pointer (&self->days[i], g_date_time_unref);
      self->days[i] = g_date_time_add_days (now, i + 1 - N_DAYS);
      self->sums[i] = (PropusUsageSum) { 0, };
      day = g_date_time_format (self->days[i], "%Y-%m-%d");
      for (guint k = 0; k < report->rows->len; k++)
        {
          const PropusUsageSum *sum = g_ptr_array_index (report->rows, k);

          if (g_strcmp0 (sum->name, day) == 0)
            self->sums[i] = *sum;
        }
      self->sums[i].name = NULL;
    }

  table = dup_table (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, table, -1);
  tell (self);
}

static void
propus_usage_chart_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  PropusUsageChart *self = PROPUS_USAGE_CHART (object);

  switch ((PropusUsageChartProperty) id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_MONEY:
      g_value_set_boolean (value, self->money);
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
propus_usage_chart_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  PropusUsageChart *self = PROPUS_USAGE_CHART (object);

  switch ((PropusUsageChartProperty) id)
    {
    case PROP_MONEY:
      self->money = g_value_get_boolean (value);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      break;
    case PROP_TEXT:
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
propus_usage_chart_finalize (GObject *object)
{
  PropusUsageChart *self = PROPUS_USAGE_CHART (object);

  for (int i = 0; i < N_DAYS; i++)
    g_clear_pointer (&self->days[i], g_date_time_unref);
  g_free (self->text);

  G_OBJECT_CLASS (propus_usage_chart_parent_class)->finalize (object);
}

static void
propus_usage_chart_class_init (PropusUsageChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = propus_usage_chart_get_property;
  object_class->set_property = propus_usage_chart_set_property;
  object_class->finalize = propus_usage_chart_finalize;
  widget_class->snapshot = propus_usage_chart_snapshot;
  widget_class->measure = propus_usage_chart_measure;

  /* The numbers of the day that is picked. */
  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /* Whether the bars are money; else tokens. */
  props[PROP_MONEY] = g_param_spec_boolean ("money", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, step_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, step_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, step_cb, "i", -N_DAYS);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, step_cb, "i", N_DAYS);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
propus_usage_chart_init (PropusUsageChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->picked = N_DAYS - 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (gtk_widget_queue_draw), NULL);
}
