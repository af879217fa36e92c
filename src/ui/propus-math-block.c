/* propus-math-block.c - displayed mathematics in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-block.h"

#include "propus-limits.h"
#include "propus-math-drawing.h"
#include "propus-side-scroller.h"

#include <glib/gi18n.h>
#include <string.h>

struct _PropusMathBlock
{
  GtkWidget            parent_instance;

  GtkWidget           *box;
  PropusMathDrawing   *drawing;
  GtkWidget           *menu;      /* popover of the context menu */

  PropusMarkdownBlock *block;
};

enum
{
  COPY_NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusMathBlock, propus_math_block, GTK_TYPE_WIDGET)

static void
copy (PropusMathBlock *self,
      const char      *text,
      const char      *sentence)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  g_signal_emit (self, signals[COPY_NOTICE], 0, sentence);
}

static void
copy_latex_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  PropusMathBlock *self = PROPUS_MATH_BLOCK (widget);

  if (self->block != NULL)
    copy (self, propus_markdown_block_get_latex (self->block), _("The formula was copied as LaTeX."));
}

static void
copy_text_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PropusMathBlock *self = PROPUS_MATH_BLOCK (widget);
  const char *text = propus_math_drawing_get_text (self->drawing);

  if (text != NULL)
    copy (self, text, _("The formula was copied as text."));
}

/* --- the context menu --- */

static void
show_menu (PropusMathBlock *self,
           double           x,
           double           y)
{
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            PropusMathBlock *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  if (event != NULL && gdk_event_triggers_context_menu (event))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      show_menu (self, x, y);
    }
}

static gboolean
menu_shortcut_cb (GtkWidget *widget,
                  GVariant  *args,
                  gpointer   user_data)
{
  show_menu (PROPUS_MATH_BLOCK (widget), gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);

  return TRUE;
}

static void
add_menu (PropusMathBlock *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_menu_append (menu, _("_Copy LaTeX"), "formula.copy-latex");
  g_menu_append (menu, _("Copy as _Text"), "formula.copy-text");
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* --- the block --- */

/**
 * propus_math_block_set_block:
 * @self: a formula
 * @block: a MATH block
 *
 * Shows @block. A long formula that is not complete is not drawn with every piece that comes.
 */
void
propus_math_block_set_block (PropusMathBlock     *self,
                             PropusMarkdownBlock *block)
{
  const char *latex;

  g_return_if_fail (PROPUS_IS_MATH_BLOCK (self));
  g_return_if_fail (block != NULL && propus_markdown_block_get_kind (block) == PROPUS_BLOCK_MATH);

  if (self->block == block)
    return;

  latex = propus_markdown_block_get_latex (block);
  propus_markdown_block_ref (block);
  g_clear_pointer (&self->block, propus_markdown_block_unref);
  self->block = block;
  if (propus_markdown_block_is_open (block) && strlen (latex) > PROPUS_LIMIT_MATH_OPEN)
    return;

  propus_math_drawing_set_latex (self->drawing, latex);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->drawing), strlen (latex) <= PROPUS_LIMIT_MATH_OPEN ? latex : NULL);
}

static void
propus_math_block_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  PropusMathBlock *self = PROPUS_MATH_BLOCK (widget);

  GTK_WIDGET_CLASS (propus_math_block_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
propus_math_block_dispose (GObject *object)
{
  PropusMathBlock *self = PROPUS_MATH_BLOCK (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->block, propus_markdown_block_unref);

  G_OBJECT_CLASS (propus_math_block_parent_class)->dispose (object);
}

static void
propus_math_block_class_init (PropusMathBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_math_block_dispose;
  widget_class->size_allocate = propus_math_block_size_allocate;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "formula.copy-latex", NULL, copy_latex_action);
  gtk_widget_class_install_action (widget_class, "formula.copy-text", NULL, copy_text_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_shortcut_cb, NULL);

  signals[COPY_NOTICE] = g_signal_new ("copy-notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
propus_math_block_init (PropusMathBlock *self)
{
  GtkWidget *drawing = propus_math_drawing_new ();
  GtkWidget *scroller = propus_side_scroller_new (drawing);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  self->drawing = PROPUS_MATH_DRAWING (drawing);
  gtk_widget_set_halign (drawing, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (scroller, TRUE);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "dim-button");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Copy LaTeX"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy LaTeX"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "formula.copy-latex");

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self->box), scroller);
  gtk_box_append (GTK_BOX (self->box), button);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "math-block");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Formula"), -1);
  add_menu (self);
}

/**
 * propus_math_block_new:
 *
 * Returns: (transfer floating): an empty formula
 */
GtkWidget *
propus_math_block_new (void)
{
  return g_object_new (PROPUS_TYPE_MATH_BLOCK, NULL);
}
