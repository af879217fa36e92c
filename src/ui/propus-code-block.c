/* propus-code-block.c - code in an answer, to be read and copied
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-code-block.h"

#include "propus-block-header.h"
#include "propus-code-highlight.h"
#include "propus-code-language.h"
#include "propus-code-save.h"
#include "propus-code-view.h"
#include "propus-cut-note.h"
#include "propus-limits.h"
#include "propus-long-word.h"
#include "propus-markdown-filter.h"
#include "propus-markdown-writer.h"
#include "propus-quiet-text.h"
#include "propus-raw-window.h"
#include "propus-side-scroller.h"
#include "propus-text-menu.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

struct _PropusCodeBlock
{
  GtkWidget            parent_instance;

  GtkWidget           *box;
  GtkLabel            *language_label;
  GtkToggleButton     *wrap_button;
  GtkWidget           *diagram_note;
  GtkWidget           *marks_note;
  GtkWidget           *cut_note;   /* a box: a sentence and a button */
  GtkScrolledWindow   *scrolled;
  GtkSourceView       *view;
  GtkSourceBuffer     *buffer;

  PropusMarkdownBlock *block;
  gsize                shown;      /* bytes of its code that are in the buffer */
  guint                n_lines;    /* of them */
  gsize                line;       /* where the last of them begins */
  gboolean             cut;        /* no more is shown */
  gboolean             has_marks;  /* for characters that are not shown as they are */
};

enum
{
  COPY_NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusCodeBlock, propus_code_block, GTK_TYPE_WIDGET)

static void
set_language (PropusCodeBlock *self,
              const char      *name)
{
  g_autofree char *label = propus_code_language_dup_label (name);
  /* Translators: Name of a piece of code for screen readers; %s is its language, or "Text". */
  g_autofree char *spoken = g_strdup_printf (_("Code: %s"), label);

  propus_code_highlight_apply (self->buffer, propus_code_language_find (name));
  gtk_label_set_text (self->language_label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
look_for_marks (PropusCodeBlock *self,
                const char      *code,
                gsize            length)
{
  for (const char *p = code; !self->has_marks && (p = g_strstr_len (p, code + length - p, "[U+")) != NULL; p += 3)
    self->has_marks = propus_markdown_filter_is_mark (p);
}

static void
update_notes (PropusCodeBlock *self)
{
  gtk_widget_set_visible (self->diagram_note, propus_code_language_is_diagram (propus_markdown_block_get_language (self->block)));
  gtk_widget_set_visible (self->marks_note, self->has_marks);
  gtk_widget_set_visible (self->cut_note, self->cut);
}

static void
wrap_toggled_cb (PropusCodeBlock *self)
{
  gboolean wrap = gtk_toggle_button_get_active (self->wrap_button);

  /* What is as wide as its column must not ask for its height at another width. */
  gtk_scrolled_window_set_policy (self->scrolled, wrap ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), wrap ? GTK_WRAP_WORD_CHAR : GTK_WRAP_NONE);
}

/* GTK needs minutes to wrap one word of 100,000 letters, and code is not split: it is copied as it is shown. */
static void
forbid_wrap (PropusCodeBlock *self)
{
  gtk_toggle_button_set_active (self->wrap_button, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->wrap_button), FALSE);
}

static void
update_lines (PropusCodeBlock *self)
{
  guint n_lines = (guint) gtk_text_buffer_get_line_count (GTK_TEXT_BUFFER (self->buffer));

  if (n_lines >= PROPUS_LIMIT_UNNUMBERED_LINES)
    gtk_source_view_set_show_line_numbers (self->view, TRUE);
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

static void
saved_cb (GtkWidget  *widget,
          const char *sentence)
{
  g_signal_emit (widget, signals[COPY_NOTICE], 0, sentence);
}

static void
save_cb (PropusCodeBlock *self)
{
  g_autofree char *name = NULL;

  if (self->block == NULL)
    return;

  name = propus_code_language_dup_file_name (propus_markdown_block_get_language (self->block));
  propus_code_save (GTK_WIDGET (self), propus_markdown_block_get_code (self->block), name, saved_cb);
}

static void
fill_menu_cb (GtkTextView         *view,
              const GtkTextIter   *at,
              PropusTextMenuParts *parts,
              gpointer             user_data)
{
  PropusCodeBlock *self = user_data;
  GtkTextIter start;
  GtkTextIter end;

  if (!gtk_text_buffer_get_selection_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end))
    return;

  parts->text = gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
  parts->markdown = propus_markdown_write_code (propus_markdown_block_get_language (self->block), parts->text);
  parts->quote = g_strdup (parts->markdown);
}

/* Where to end what is shown: before a line too many, or in a line that is too long. */
static gsize
find_cut (PropusCodeBlock *self,
          const char      *code,
          gsize            length)
{
  while (TRUE)
    {
      const char *newline = memchr (code + self->line, '\n', length - self->line);
      gsize end = newline != NULL ? (gsize) (newline - code) : length;

      if (end - self->line > PROPUS_LIMIT_CODE_LINE)
        {
          end = self->line + PROPUS_LIMIT_CODE_LINE;
          while (((guchar) code[end] & 0xc0) == 0x80)
            end--;
          self->cut = TRUE;
          return end;
        }
      if (newline == NULL)
        return length;
      if (++self->n_lines >= PROPUS_LIMIT_CODE_LINES)
        {
          self->cut = TRUE;
          return end;
        }
      self->line = end + 1;
    }
}

static void
append_code (PropusCodeBlock *self,
             const char      *code,
             gsize            length)
{
  gsize around = self->shown - MIN (self->shown, 4 * PROPUS_LIMIT_UNBROKEN_RUN);

  length = MAX (find_cut (self, code, length), self->shown);
  propus_quiet_text_begin (GTK_TEXT_VIEW (self->view));
  propus_quiet_text_append (GTK_TEXT_VIEW (self->view), code + self->shown, length - self->shown);
  propus_quiet_text_end (GTK_TEXT_VIEW (self->view));
  look_for_marks (self, code + around, length - around);
  if (propus_long_word_is_in (code + around, length - around))
    forbid_wrap (self);
  self->shown = length;
}

static void
show_raw_cb (PropusCodeBlock *self)
{
  g_autofree char *name = NULL;

  if (self->block == NULL)
    return;

  name = propus_code_language_dup_file_name (propus_markdown_block_get_language (self->block));
  propus_raw_window_present (GTK_WIDGET (self), _("Code"), propus_markdown_block_get_code (self->block),
                             propus_markdown_block_get_code_length (self->block), name);
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
      self->line = 0;
      self->n_lines = 0;
      self->cut = FALSE;
      self->has_marks = FALSE;
    }

  if (self->block != block)
    {
      g_clear_pointer (&self->block, propus_markdown_block_unref);
      self->block = propus_markdown_block_ref (block);
    }
  if (length > self->shown && !self->cut)
    append_code (self, code, length);

  update_lines (self);
  update_notes (self);
}

static void
propus_code_block_dispose (GObject *object)
{
  PropusCodeBlock *self = PROPUS_CODE_BLOCK (object);

  if (self->box != NULL)
    {
      PropusCodeView *view = g_object_ref (PROPUS_CODE_VIEW (self->view));

      g_clear_pointer (&self->box, gtk_widget_unparent);
      propus_code_view_release (view);
    }
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
  GtkWidget *header = propus_block_header_new (NULL, &self->language_label);
  GtkWidget *wrap = gtk_toggle_button_new ();
  GtkWidget *save = gtk_button_new_from_icon_name ("document-save-as-symbolic");
  GtkWidget *copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_button_set_icon_name (GTK_BUTTON (wrap), "view-wrapped-symbolic");
  self->wrap_button = GTK_TOGGLE_BUTTON (wrap);
  g_signal_connect_swapped (wrap, "toggled", G_CALLBACK (wrap_toggled_cb), self);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (save_cb), self);
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), self);
  propus_block_header_add (header, wrap, _("Wrap Lines"));
  propus_block_header_add (header, save, _("Save Code As…"));
  propus_block_header_add (header, copy, _("Copy Code"));

  return header;
}

static void
add_notes (PropusCodeBlock *self)
{
  GtkWidget *button;

  self->diagram_note = propus_block_header_note ();
  gtk_label_set_text (GTK_LABEL (self->diagram_note), _("Propus shows diagrams as text."));
  gtk_widget_add_css_class (self->diagram_note, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->diagram_note);

  self->marks_note = propus_block_header_note ();
  gtk_label_set_text (GTK_LABEL (self->marks_note),
                      _("This code had characters that cannot be seen or that turn the writing direction. "
                        "They are shown, copied and saved as marks like [U+202E]."));
  gtk_widget_add_css_class (self->marks_note, "warning");
  gtk_box_append (GTK_BOX (self->box), self->marks_note);

  self->cut_note = propus_cut_note_new (_("Only the beginning of this code is shown here. All of it is copied and saved."), &button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (show_raw_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->cut_note);
}

static GtkWidget *
make_view (PropusCodeBlock *self)
{
  GtkTextView *view;

  self->buffer = gtk_source_buffer_new (NULL);
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (self->buffer), FALSE);
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  gtk_source_buffer_set_implicit_trailing_newline (self->buffer, FALSE);
  self->view = GTK_SOURCE_VIEW (propus_code_view_new (self->buffer));
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
  propus_text_menu_attach (view, fill_menu_cb, self);

  return GTK_WIDGET (view);
}

static void
propus_code_block_init (PropusCodeBlock *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->scrolled = GTK_SCROLLED_WINDOW (scrolled);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), make_header (self));
  add_notes (self);

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
