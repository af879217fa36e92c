/* propus-code-block.c - code in an answer, to be read and copied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-block.h"

#include "propus-limits.h"
#include "propus-side-scroller.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

struct _PropusCodeBlock
{
  GtkWidget            parent_instance;

  GtkWidget           *box;
  GtkLabel            *language_label;
  GtkSourceView       *view;
  GtkSourceBuffer     *buffer;

  PropusMarkdownBlock *block;
  gsize                shown;      /* bytes of its code that are in the buffer */
};

enum
{
  COPY_NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusCodeBlock, propus_code_block, GTK_TYPE_WIDGET)

/* What models write behind a fence, and what GtkSourceView calls it. */
static const struct
{
  const char *name;
  const char *id;
} aliases[] = {
  { "bash", "sh" }, { "shell", "sh" }, { "zsh", "sh" }, { "console", "sh" }, { "shellscript", "sh" },
  { "c++", "cpp" }, { "cc", "cpp" }, { "cxx", "cpp" }, { "hpp", "cpp" }, { "h", "chdr" },
  { "cs", "c-sharp" }, { "csharp", "c-sharp" }, { "c#", "c-sharp" }, { "fs", "fsharp" },
  { "javascript", "js" }, { "mjs", "js" }, { "node", "js" }, { "jsx", "jsx" }, { "ts", "typescript" },
  { "tsx", "typescript-jsx" }, { "py", "python3" }, { "python", "python3" }, { "rb", "ruby" }, { "rs", "rust" },
  { "kt", "kotlin" }, { "golang", "go" }, { "pl", "perl" }, { "md", "markdown" }, { "yml", "yaml" },
  { "htm", "html" }, { "xhtml", "html" }, { "svg", "xml" }, { "tex", "latex" }, { "ps1", "powershell" },
  { "make", "makefile" }, { "dockerfile", "docker" }, { "patch", "diff" }, { "objc", "objc" }, { "hs", "haskell" },
  { "jsonc", "json" }, { "json5", "json" }, { "postgresql", "sql" }, { "sqlite", "sql" }, { "mysql", "sql" },
  { "tf", "terraform" }, { "vb", "vbnet" }, { "asm", "asm" }, { "ini", "ini" }, { "conf", "ini" },
};

static GtkSourceLanguage *
find_language (const char *name)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *id = lower;

  for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (strcmp (lower, aliases[i].name) == 0)
      id = aliases[i].id;

  return *id != '\0' ? gtk_source_language_manager_get_language (manager, id) : NULL;
}

static void
set_language (PropusCodeBlock *self,
              const char      *name)
{
  GtkSourceLanguage *language = find_language (name);
  g_autofree char *cut = g_utf8_strlen (name, -1) > 24 ? g_utf8_substring (name, 0, 24) : g_strdup (name);

  gtk_source_buffer_set_language (self->buffer, language);
  if (language != NULL)
    gtk_label_set_text (self->language_label, gtk_source_language_get_name (language));
  else
    gtk_label_set_text (self->language_label, *cut != '\0' ? cut : _("Text"));
}

static void
style_changed_cb (PropusCodeBlock *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *manager = gtk_source_style_scheme_manager_get_default ();

  gtk_source_buffer_set_style_scheme (self->buffer, gtk_source_style_scheme_manager_get_scheme (manager, dark ? "Adwaita-dark"
                                                                                                             : "Adwaita"));
}

static void
copy_cb (PropusCodeBlock *self)
{
  if (self->block == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), propus_markdown_block_get_code (self->block));
  g_signal_emit (self, signals[COPY_NOTICE], 0, _("The code was copied."));
}

/**
 * propus_code_block_set_block:
 * @self: a code block
 * @block: a CODE block; when it has grown since the last call, or continues what was shown, the rest is appended
 *
 * Shows @block.
 */
void
propus_code_block_set_block (PropusCodeBlock     *self,
                             PropusMarkdownBlock *block)
{
  const char *language;
  const char *code;
  gsize length;
  GtkTextIter end;

  g_return_if_fail (PROPUS_IS_CODE_BLOCK (self));
  g_return_if_fail (block != NULL && propus_markdown_block_get_kind (block) == PROPUS_BLOCK_CODE);

  language = propus_markdown_block_get_language (block);
  code = propus_markdown_block_get_code (block);
  length = propus_markdown_block_get_code_length (block);
  if (self->block == NULL || strcmp (language, propus_markdown_block_get_language (self->block)) != 0)
    set_language (self, language);
  if (self->block != block && self->block != NULL
      && (length < self->shown || memcmp (code, propus_markdown_block_get_code (self->block), self->shown) != 0))
    {
      gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), "", 0);
      self->shown = 0;
    }

  if (self->block != block)
    {
      g_clear_pointer (&self->block, propus_markdown_block_unref);
      self->block = propus_markdown_block_ref (block);
    }
  if (length > self->shown)
    {
      gtk_text_buffer_get_end_iter (GTK_TEXT_BUFFER (self->buffer), &end);
      gtk_text_buffer_insert (GTK_TEXT_BUFFER (self->buffer), &end, code + self->shown, (int) (length - self->shown));
      self->shown = length;
    }

  if (gtk_text_buffer_get_line_count (GTK_TEXT_BUFFER (self->buffer)) > (int) PROPUS_LIMIT_HIGHLIGHT_LINES)
    gtk_source_buffer_set_highlight_syntax (self->buffer, FALSE);
}

static void
propus_code_block_dispose (GObject *object)
{
  PropusCodeBlock *self = PROPUS_CODE_BLOCK (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->block, propus_markdown_block_unref);

  G_OBJECT_CLASS (propus_code_block_parent_class)->dispose (object);
}

static void
propus_code_block_class_init (PropusCodeBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_code_block_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[COPY_NOTICE] = g_signal_new ("copy-notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
make_header (PropusCodeBlock *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  self->language_label = GTK_LABEL (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "dim-button");
  gtk_widget_set_tooltip_text (button, _("Copy Code"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy Code"), -1);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (copy_cb), self);

  gtk_widget_add_css_class (header, "block-header");
  gtk_box_append (GTK_BOX (header), label);
  gtk_box_append (GTK_BOX (header), button);

  return header;
}

static GtkWidget *
make_view (PropusCodeBlock *self)
{
  GtkTextView *view;

  self->buffer = gtk_source_buffer_new (NULL);
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (self->buffer), FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  gtk_source_buffer_set_implicit_trailing_newline (self->buffer, FALSE);
  self->view = GTK_SOURCE_VIEW (gtk_source_view_new_with_buffer (self->buffer));
  g_object_unref (self->buffer);

  view = GTK_TEXT_VIEW (self->view);
  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_monospace (view, TRUE);
  gtk_text_view_set_left_margin (view, 12);
  gtk_text_view_set_right_margin (view, 12);
  gtk_text_view_set_top_margin (view, 3);
  gtk_text_view_set_bottom_margin (view, 12);
  gtk_text_view_set_pixels_below_lines (view, 2);
  gtk_source_view_set_tab_width (self->view, 4);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Code"), -1);

  return GTK_WIDGET (view);
}

static void
propus_code_block_init (PropusCodeBlock *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), make_header (self));

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), make_view (self));
  propus_side_scroller_tame (GTK_SCROLLED_WINDOW (scrolled));
  gtk_box_append (GTK_BOX (self->box), scrolled);

  gtk_widget_set_overflow (self->box, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->box, "text-block");
  gtk_widget_add_css_class (self->box, "code-block");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (style_changed_cb), self,
                           G_CONNECT_SWAPPED);
  style_changed_cb (self);
}

/**
 * propus_code_block_new:
 *
 * Returns: (transfer floating): an empty code block
 */
GtkWidget *
propus_code_block_new (void)
{
  return g_object_new (PROPUS_TYPE_CODE_BLOCK, NULL);
}

/**
 * propus_code_block_get_text_view:
 * @self: a block
 *
 * Returns: (transfer none): what shows the code
 */
GtkTextView *
propus_code_block_get_text_view (PropusCodeBlock *self)
{
  g_return_val_if_fail (PROPUS_IS_CODE_BLOCK (self), NULL);

  return GTK_TEXT_VIEW (self->view);
}
