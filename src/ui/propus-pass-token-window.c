/* propus-pass-token-window.c - the one time that the token of a pass is shown
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-pass-token-window.h"

#include "propus-pass-text.h"
#include "propus-secret-copy.h"

#include <glib/gi18n.h>

#define TOAST_S 2

/**
 * PropusPassTokenWindow:
 *
 * Address and token of a pass, and lines to paste. Once it is closed nobody can show the token any more: the broker keeps
 * no more of it than it needs to know it again.
 */
struct _PropusPassTokenWindow
{
  AdwWindow parent_instance;

  /* Template widgets */
  AdwWindowTitle *window_title;
  AdwToastOverlay *toasts;
  AdwActionRow *address_row;
  GtkLabel *token;
  GtkStack *stack;
  GtkLabel *shell;
  GtkLabel *python;
  GtkLabel *javascript;

  /* Owned */
  PropusPassInfo *pass;
};

G_DEFINE_FINAL_TYPE (PropusPassTokenWindow, propus_pass_token_window, ADW_TYPE_WINDOW)

static void
tell (PropusPassTokenWindow *self,
      const char            *sentence)
{
  AdwToast *toast = adw_toast_new (sentence);

  adw_toast_set_timeout (toast, TOAST_S);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
copy_address_cb (PropusPassTokenWindow *self)
{
  g_assert (PROPUS_IS_PASS_TOKEN_WINDOW (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->pass->base_url);
  tell (self, _("Address copied"));
}

static void
copy_token_cb (PropusPassTokenWindow *self)
{
  g_assert (PROPUS_IS_PASS_TOKEN_WINDOW (self));

  propus_secret_copy (GTK_WIDGET (self), self->pass->token);
  tell (self, _("Token copied"));
}

static void
copy_lines_cb (PropusPassTokenWindow *self)
{
  const char *kind = gtk_stack_get_visible_child_name (self->stack);
  GtkLabel *lines = self->shell;

  g_assert (PROPUS_IS_PASS_TOKEN_WINDOW (self));

  if (g_strcmp0 (kind, "python") == 0)
    lines = self->python;
  else if (g_strcmp0 (kind, "javascript") == 0)
    lines = self->javascript;
  propus_secret_copy (GTK_WIDGET (self), gtk_label_get_label (lines));
  tell (self, _("Lines copied"));
}

static void
show_lines (PropusPassTokenWindow *self,
            GtkLabel              *label,
            PropusPassLines        kind)
{
  g_autofree char *lines = propus_pass_text_dup_lines (self->pass, kind);

  gtk_label_set_label (label, lines);
}

/**
 * propus_pass_token_window_present:
 * @parent: (nullable): the window that it belongs to
 * @pass: (transfer none): a pass whose token is known
 *
 * Shows @pass in a window of its own.
 */
void
propus_pass_token_window_present (GtkWindow      *parent,
                                  PropusPassInfo *pass)
{
  PropusPassTokenWindow *self;

  g_return_if_fail (pass != NULL && pass->token != NULL);

  self = g_object_new (PROPUS_TYPE_PASS_TOKEN_WINDOW, "transient-for", parent, NULL);
  self->pass = propus_pass_info_ref (pass);
  adw_window_title_set_title (self->window_title, pass->terms.name);
  adw_action_row_set_subtitle (self->address_row, pass->base_url);
  gtk_label_set_label (self->token, pass->token);
  show_lines (self, self->shell, PROPUS_PASS_LINES_SHELL);
  show_lines (self, self->python, PROPUS_PASS_LINES_PYTHON);
  show_lines (self, self->javascript, PROPUS_PASS_LINES_JAVASCRIPT);
  gtk_window_present (GTK_WINDOW (self));
}

static void
propus_pass_token_window_dispose (GObject *object)
{
  PropusPassTokenWindow *self = PROPUS_PASS_TOKEN_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_PASS_TOKEN_WINDOW);
  g_clear_pointer (&self->pass, propus_pass_info_unref);

  G_OBJECT_CLASS (propus_pass_token_window_parent_class)->dispose (object);
}

static void
propus_pass_token_window_class_init (PropusPassTokenWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_pass_token_window_dispose;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-pass-token-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusPassTokenWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, PropusPassTokenWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, PropusPassTokenWindow, address_row);
  gtk_widget_class_bind_template_child (widget_class, PropusPassTokenWindow, token);
  gtk_widget_class_bind_template_child (widget_class, PropusPassTokenWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, PropusPassTokenWindow, shell);
  gtk_widget_class_bind_template_child (widget_class, PropusPassTokenWindow, python);
  gtk_widget_class_bind_template_child (widget_class, PropusPassTokenWindow, javascript);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_token_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_lines_cb);
}

static void
propus_pass_token_window_init (PropusPassTokenWindow *self)
{
  g_autoptr (PangoAttrList) no_hyphens = pango_attr_list_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->address_row), FALSE);
  /* One at the end of a line would look like a part of the token. */
  pango_attr_list_insert (no_hyphens, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (self->token, no_hyphens);
}
