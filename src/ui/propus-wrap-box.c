/* propus-wrap-box.c - children in lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-wrap-box.h"

#define SPACING 6

/**
 * PropusWrapBox:
 *
 * A row of buttons that goes on in a second line when they do not fit. AdwWrapBox is too new; GtkFlowBox asks for less
 * height than it takes when it is not as wide as it would like to be.
 */
struct _PropusWrapBox
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (PropusWrapBox, propus_wrap_box, GTK_TYPE_WIDGET)

/* Goes through the lines of @width; gives each child its place when @allocate. Returns the height of all. */
static int
lay_out (PropusWrapBox *self,
         int            width,
         gboolean       allocate)
{
  int x = 0, y = 0, line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum, natural, child_width, height;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      child_width = CLAMP (natural, minimum, MAX (minimum, width));
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_width, NULL, &height, NULL, NULL);
      if (x > 0 && x + child_width > width)
        {
          y += line + SPACING;
          x = line = 0;
        }
      if (allocate)
        {
          gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

          gtk_widget_size_allocate (child, &(GtkAllocation) { rtl ? width - x - child_width : x, y, child_width, height }, -1);
        }
      x += child_width + SPACING;
      line = MAX (line, height);
    }

  return y + line;
}

static void
measure_width (PropusWrapBox *self,
               int           *minimum,
               int           *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? SPACING : 0);
    }
}

static void
propus_wrap_box_measure (GtkWidget      *widget,
                         GtkOrientation  orientation,
                         int             for_size,
                         int            *minimum,
                         int            *natural,
                         int            *minimum_baseline,
                         int            *natural_baseline)
{
  PropusWrapBox *self = PROPUS_WRAP_BOX (widget);
  int least, most;

  measure_width (self, &least, &most);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = most;
    }
  else
    {
      *minimum = *natural = lay_out (self, for_size < 0 ? most : MAX (for_size, least), FALSE);
    }
}

static void
propus_wrap_box_size_allocate (GtkWidget *widget,
                               int        width,
                               int        height,
                               int        baseline)
{
  lay_out (PROPUS_WRAP_BOX (widget), width, TRUE);
}

static GtkSizeRequestMode
propus_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
propus_wrap_box_dispose (GObject *object)
{
  propus_wrap_box_clear (PROPUS_WRAP_BOX (object));

  G_OBJECT_CLASS (propus_wrap_box_parent_class)->dispose (object);
}

static void
propus_wrap_box_class_init (PropusWrapBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_wrap_box_dispose;
  widget_class->measure = propus_wrap_box_measure;
  widget_class->size_allocate = propus_wrap_box_size_allocate;
  widget_class->get_request_mode = propus_wrap_box_get_request_mode;
}

static void
propus_wrap_box_init (PropusWrapBox *self)
{
}

/**
 * propus_wrap_box_append:
 * @self: a box
 * @child: (transfer none): goes to the end
 */
void
propus_wrap_box_append (PropusWrapBox *self,
                        GtkWidget     *child)
{
  g_return_if_fail (PROPUS_IS_WRAP_BOX (self));
  g_return_if_fail (GTK_IS_WIDGET (child));

  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

/**
 * propus_wrap_box_clear:
 * @self: a box
 */
void
propus_wrap_box_clear (PropusWrapBox *self)
{
  GtkWidget *child;

  g_return_if_fail (PROPUS_IS_WRAP_BOX (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}
