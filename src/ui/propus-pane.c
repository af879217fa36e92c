/* propus-pane.c - a child that wants to be wider than it must be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pane.h"

/**
 * PropusPane:
 *
 * AdwFlap folds when the natural widths of its two sides do not fit. The natural width of a conversation says nothing
 * about where reading becomes uncomfortable; this widget gives the number instead.
 */
struct _PropusPane
{
  GtkWidget parent_instance;

  GtkWidget *child;
  int wish;
};

enum { PROP_0, PROP_CHILD, PROP_WISH, N_PROPS };
static GParamSpec *properties[N_PROPS];

static void propus_pane_buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PropusPane, propus_pane, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, propus_pane_buildable_init))

static GtkBuildableIface *parent_buildable;

static void
set_child (PropusPane *self,
           GtkWidget  *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
propus_pane_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  PropusPane *self = PROPUS_PANE (widget);

  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*minimum, self->wish);
}

static void
propus_pane_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  PropusPane *self = PROPUS_PANE (widget);

  if (self->child != NULL)
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

static void
propus_pane_add_child (GtkBuildable *buildable,
                       GtkBuilder   *builder,
                       GObject      *child,
                       const char   *type)
{
  if (GTK_IS_WIDGET (child))
    set_child (PROPUS_PANE (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
propus_pane_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = propus_pane_add_child;
}

static void
propus_pane_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PropusPane *self = PROPUS_PANE (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_WISH:
      g_value_set_int (value, self->wish);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
propus_pane_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  PropusPane *self = PROPUS_PANE (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      set_child (self, g_value_get_object (value));
      break;
    case PROP_WISH:
      self->wish = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
propus_pane_dispose (GObject *object)
{
  set_child (PROPUS_PANE (object), NULL);

  G_OBJECT_CLASS (propus_pane_parent_class)->dispose (object);
}

static void
propus_pane_class_init (PropusPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_pane_dispose;
  object_class->get_property = propus_pane_get_property;
  object_class->set_property = propus_pane_set_property;
  widget_class->measure = propus_pane_measure;
  widget_class->size_allocate = propus_pane_size_allocate;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WISH] = g_param_spec_int ("wish", NULL, NULL, 0, G_MAXINT, 0,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
propus_pane_init (PropusPane *self)
{
}
