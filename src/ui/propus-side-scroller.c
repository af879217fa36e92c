/* propus-side-scroller.c - scrolls sideways what is too wide, as high as it needs to be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-side-scroller.h"

/* A GtkScrolledWindow asks for the height of its child at the child's least width, where all text is wrapped, whatever
 * width it then has. This widget asks at the width that it will give. */
struct _PropusSideScroller
{
  GtkWidget  parent_instance;

  GtkWidget *scrolled;
  GtkWidget *child;
};

G_DEFINE_FINAL_TYPE (PropusSideScroller, propus_side_scroller, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
propus_side_scroller_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
propus_side_scroller_measure (GtkWidget      *widget,
                              GtkOrientation  orientation,
                              int             for_size,
                              int            *minimum,
                              int            *natural,
                              int            *minimum_baseline,
                              int            *natural_baseline)
{
  PropusSideScroller *self = PROPUS_SIDE_SCROLLER (widget);
  int least;
  int most;

  gtk_widget_measure (self->scrolled, orientation, -1, minimum, natural, NULL, NULL);
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &most, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = MAX (*minimum, most);
    }
  else
    {
      int height;

      gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, for_size < 0 ? most : MAX (for_size, least),
                          NULL, &height, NULL, NULL);
      *minimum = *natural = MAX (*minimum, height);
    }
}

static void
propus_side_scroller_size_allocate (GtkWidget *widget,
                                    int        width,
                                    int        height,
                                    int        baseline)
{
  gtk_widget_size_allocate (PROPUS_SIDE_SCROLLER (widget)->scrolled, &(GtkAllocation) { 0, 0, width, height }, baseline);
}

static void
propus_side_scroller_dispose (GObject *object)
{
  g_clear_pointer (&PROPUS_SIDE_SCROLLER (object)->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (propus_side_scroller_parent_class)->dispose (object);
}

static void
propus_side_scroller_class_init (PropusSideScrollerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_side_scroller_dispose;
  widget_class->get_request_mode = propus_side_scroller_get_request_mode;
  widget_class->measure = propus_side_scroller_measure;
  widget_class->size_allocate = propus_side_scroller_size_allocate;
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           GtkScrolledWindow        *scrolled)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (scrolled);
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  double page = gtk_adjustment_get_page_size (adjustment);

  if (state & GDK_SHIFT_MASK)
    dx += dy;
  else if (ABS (dy) >= ABS (dx))
    return FALSE;
  if (gtk_adjustment_get_upper (adjustment) <= page)
    return FALSE;

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dx * MAX (page / 8, 24));

  return TRUE;
}

/**
 * propus_side_scroller_tame:
 * @scrolled: a scrolled window that scrolls sideways only
 *
 * Lets the wheel scroll the page when the pointer is over @scrolled: by itself a GtkScrolledWindow keeps also those
 * turns that it has no use for. Turns to the side and with Shift scroll @scrolled.
 */
void
propus_side_scroller_tame (GtkScrolledWindow *scrolled)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (scrolled));
  GtkEventController *controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) its = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (its))
        gtk_event_controller_set_propagation_phase (its, GTK_PHASE_NONE);
    }

  g_signal_connect (controller, "scroll", G_CALLBACK (scroll_cb), scrolled);
  gtk_widget_add_controller (GTK_WIDGET (scrolled), controller);
}

static void
propus_side_scroller_init (PropusSideScroller *self)
{
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_EXTERNAL);
  propus_side_scroller_tame (GTK_SCROLLED_WINDOW (self->scrolled));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

/**
 * propus_side_scroller_new:
 * @child: (transfer floating): a widget that does not scroll by itself; lives as long as the scroller
 *
 * Returns: (transfer floating): a scroller that is never wider than it may be, and always as high as @child at its width
 */
GtkWidget *
propus_side_scroller_new (GtkWidget *child)
{
  PropusSideScroller *self = g_object_new (PROPUS_TYPE_SIDE_SCROLLER, NULL);
  GtkWidget *viewport = gtk_viewport_new (NULL, NULL);

  g_return_val_if_fail (GTK_IS_WIDGET (child), GTK_WIDGET (self));

  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), FALSE);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), child);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), viewport);
  self->child = child;

  return GTK_WIDGET (self);
}
