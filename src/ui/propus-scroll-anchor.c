/* propus-scroll-anchor.c - what the reader looks at stays where it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-scroll-anchor.h"

#define GUARD_LAYOUTS 8

/**
 * PropusScrollAnchor:
 *
 * Keeps the end of a growing list in sight while the reader is at the end ("sticky"), and else keeps the row at the
 * top of the view where it is when rows above it come, go or change their height.
 *
 * Setting an adjustment when its range changes, or in an idle handler, paints frames in the wrong place. So it is done
 * after the layout phase of the frame clock, which runs that phase again before it paints.
 *
 * Main thread only. Borrows its widgets; propus_scroll_anchor_detach() must come before they go.
 */
struct _PropusScrollAnchor
{
  GObject parent_instance;

  /* Borrowed */
  GtkScrolledWindow *scroller;
  GtkWidget *rows;
  GdkFrameClock *clock;
  GtkWidget *row;          /* at the top of the view; a weak pointer */

  double row_y;
  gulong layout_handler;
  guint sticky : 1;
  guint complete : 1;      /* the last row is the last of all: its end is worth following */
  guint guard;             /* layouts for which the end is not stuck to, whatever the value: rows are finding their heights */
  guint setting : 1;       /* the value changes by our own hand */
};

G_DEFINE_FINAL_TYPE (PropusScrollAnchor, propus_scroll_anchor, G_TYPE_OBJECT)

enum { PROP_0, PROP_STICKY, N_PROPS };
static GParamSpec *properties[N_PROPS];

static GtkAdjustment *
get_adjustment (PropusScrollAnchor *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

static double
get_end (GtkAdjustment *adjustment)
{
  return MAX (0, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
}

static void
set_sticky (PropusScrollAnchor *self,
            gboolean            sticky)
{
  if (self->sticky == sticky)
    return;

  self->sticky = sticky;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STICKY]);
}

static void
set_value (PropusScrollAnchor *self,
           double              value)
{
  self->setting = TRUE;
  gtk_adjustment_set_value (get_adjustment (self), value);
  self->setting = FALSE;
}

static gboolean
get_row_y (PropusScrollAnchor *self,
           GtkWidget          *row,
           double             *y,
           double             *bottom)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (row, self->rows, &bounds))
    return FALSE;

  *y = bounds.origin.y;
  *bottom = bounds.origin.y + bounds.size.height;
  return TRUE;
}

/* Remembers the first row that reaches into the view. */
static void
choose_row (PropusScrollAnchor *self)
{
  double top = gtk_adjustment_get_value (get_adjustment (self));
  GtkWidget *row;

  for (row = gtk_widget_get_first_child (self->rows); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      double y, bottom;

      if (gtk_widget_get_visible (row) && get_row_y (self, row, &y, &bottom) && bottom > top)
        {
          self->row_y = y;
          break;
        }
    }

  g_set_weak_pointer (&self->row, row);
}

static void
after_layout_cb (GdkFrameClock      *clock,
                 PropusScrollAnchor *self)
{
  double y, bottom;

  g_assert (PROPUS_IS_SCROLL_ANCHOR (self));

  if (self->guard > 0)
    self->guard--;
  if (self->sticky)
    {
      GtkAdjustment *adjustment = get_adjustment (self);

      if (gtk_adjustment_get_value (adjustment) != get_end (adjustment))
        set_value (self, get_end (adjustment));
      return;
    }

  if (self->row != NULL && get_row_y (self, self->row, &y, &bottom) && y != self->row_y)
    set_value (self, gtk_adjustment_get_value (get_adjustment (self)) + y - self->row_y);
  choose_row (self);
}

static void
value_changed_cb (GtkAdjustment      *adjustment,
                  PropusScrollAnchor *self)
{
  g_assert (PROPUS_IS_SCROLL_ANCHOR (self));

  if (self->setting)
    return;

  set_sticky (self, self->guard == 0 && self->complete && gtk_adjustment_get_value (adjustment) >= get_end (adjustment) - 1);
  /* Now and not at the next layout: rows may come before that. */
  if (!self->sticky)
    choose_row (self);
}

static void
disconnect_clock (PropusScrollAnchor *self)
{
  if (self->clock != NULL)
    g_clear_signal_handler (&self->layout_handler, self->clock);
  self->clock = NULL;
}

static void
connect_clock (PropusScrollAnchor *self)
{
  disconnect_clock (self);
  self->clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->scroller));
  if (self->clock != NULL)
    self->layout_handler = g_signal_connect_after (self->clock, "layout", G_CALLBACK (after_layout_cb), self);
}

static void
realize_cb (GtkWidget          *widget,
            PropusScrollAnchor *self)
{
  g_assert (PROPUS_IS_SCROLL_ANCHOR (self));
  connect_clock (self);
}

static void
unrealize_cb (GtkWidget          *widget,
              PropusScrollAnchor *self)
{
  g_assert (PROPUS_IS_SCROLL_ANCHOR (self));
  disconnect_clock (self);
}

static void
propus_scroll_anchor_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  PropusScrollAnchor *self = PROPUS_SCROLL_ANCHOR (object);

  if (prop_id == PROP_STICKY)
    g_value_set_boolean (value, self->sticky);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
propus_scroll_anchor_dispose (GObject *object)
{
  propus_scroll_anchor_detach (PROPUS_SCROLL_ANCHOR (object));

  G_OBJECT_CLASS (propus_scroll_anchor_parent_class)->dispose (object);
}

static void
propus_scroll_anchor_class_init (PropusScrollAnchorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = propus_scroll_anchor_dispose;
  object_class->get_property = propus_scroll_anchor_get_property;

  properties[PROP_STICKY] = g_param_spec_boolean ("sticky", NULL, NULL, TRUE,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
propus_scroll_anchor_init (PropusScrollAnchor *self)
{
  self->sticky = TRUE;
  self->complete = TRUE;
}

/**
 * propus_scroll_anchor_new:
 * @scroller: (transfer none): what is scrolled
 * @rows: (transfer none): the box in it whose children are the rows
 *
 * Returns: (transfer full): an anchor, sticky
 */
PropusScrollAnchor *
propus_scroll_anchor_new (GtkScrolledWindow *scroller,
                          GtkWidget         *rows)
{
  PropusScrollAnchor *self;

  g_return_val_if_fail (GTK_IS_SCROLLED_WINDOW (scroller), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (rows), NULL);

  self = g_object_new (PROPUS_TYPE_SCROLL_ANCHOR, NULL);
  self->scroller = scroller;
  self->rows = rows;
  g_signal_connect_object (get_adjustment (self), "value-changed", G_CALLBACK (value_changed_cb), self, 0);
  g_signal_connect_object (scroller, "realize", G_CALLBACK (realize_cb), self, G_CONNECT_AFTER);
  g_signal_connect_object (scroller, "unrealize", G_CALLBACK (unrealize_cb), self, 0);
  if (gtk_widget_get_realized (GTK_WIDGET (scroller)))
    connect_clock (self);

  return self;
}

/**
 * propus_scroll_anchor_get_sticky:
 * @self: an anchor
 *
 * Returns: whether the end is followed
 */
gboolean
propus_scroll_anchor_get_sticky (PropusScrollAnchor *self)
{
  g_return_val_if_fail (PROPUS_IS_SCROLL_ANCHOR (self), FALSE);

  return self->sticky;
}

/**
 * propus_scroll_anchor_stick:
 * @self: an anchor
 *
 * Goes to the end at the next frame, and follows it from now on.
 */
void
propus_scroll_anchor_stick (PropusScrollAnchor *self)
{
  g_return_if_fail (PROPUS_IS_SCROLL_ANCHOR (self));

  self->guard = 0;
  set_sticky (self, TRUE);
  if (self->scroller != NULL)
    gtk_widget_queue_allocate (GTK_WIDGET (self->scroller));
}

/**
 * propus_scroll_anchor_release:
 * @self: an anchor
 *
 * Follows the end no longer: the reader is led somewhere else.
 */
void
propus_scroll_anchor_release (PropusScrollAnchor *self)
{
  g_return_if_fail (PROPUS_IS_SCROLL_ANCHOR (self));

  set_sticky (self, FALSE);
  self->guard = GUARD_LAYOUTS;
  if (self->scroller != NULL)
    choose_row (self);
}

/**
 * propus_scroll_anchor_set_complete:
 * @self: an anchor
 * @complete: whether the last row is the last of all
 *
 * While later rows are not loaded, the end of those that are there is not followed.
 */
void
propus_scroll_anchor_set_complete (PropusScrollAnchor *self,
                                   gboolean            complete)
{
  g_return_if_fail (PROPUS_IS_SCROLL_ANCHOR (self));

  self->complete = complete;
  if (!complete)
    set_sticky (self, FALSE);
}

/**
 * propus_scroll_anchor_detach:
 * @self: an anchor
 *
 * Lets go of the widgets.
 */
void
propus_scroll_anchor_detach (PropusScrollAnchor *self)
{
  g_return_if_fail (PROPUS_IS_SCROLL_ANCHOR (self));

  disconnect_clock (self);
  g_clear_weak_pointer (&self->row);
  if (self->scroller == NULL)
    return;

  g_signal_handlers_disconnect_by_data (get_adjustment (self), self);
  g_signal_handlers_disconnect_by_data (self->scroller, self);
  self->scroller = NULL;
  self->rows = NULL;
}
