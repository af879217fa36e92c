/* propus-table-block.c - a table in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-table-block.h"

#include "propus-block-header.h"
#include "propus-cut-note.h"
#include "propus-limits.h"
#include "propus-link-dialog.h"
#include "propus-long-word.h"
#include "propus-markdown-writer.h"
#include "propus-raw-window.h"
#include "propus-side-scroller.h"

#include <glib/gi18n.h>
#include <string.h>

/* A column that wraps keeps a third of its text in one line; none is wider than the most. */
#define MIN_CHARS 12
#define WRAP_CHARS 26
#define MAX_CHARS 44
#define MAX_WORD 24    /* a longer word may be broken anywhere */

struct _PropusTableBlock
{
  GtkWidget            parent_instance;

  GtkWidget           *box;
  GtkGrid             *grid;
  GtkWidget           *note;

  PropusMarkdownBlock *block;
  guint                n_rows;     /* of them in the grid */
};

enum
{
  COPY_NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusTableBlock, propus_table_block, GTK_TYPE_WIDGET)

static void
copy_cb (PropusTableBlock *self)
{
  g_autofree char *tsv = self->block != NULL ? propus_markdown_block_to_tsv (self->block) : NULL;

  if (tsv == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), tsv);
  g_signal_emit (self, signals[COPY_NOTICE], 0, _("The table was copied."));
}

static void
copy_markdown (PropusTableBlock *self)
{
  g_autofree char *markdown = self->block != NULL ? propus_markdown_write_table (self->block) : NULL;

  if (markdown == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), markdown);
  g_signal_emit (self, signals[COPY_NOTICE], 0, _("The table was copied as Markdown."));
}

static void
copy_markdown_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  copy_markdown (PROPUS_TABLE_BLOCK (widget));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  copy_cb (PROPUS_TABLE_BLOCK (widget));
}

static gboolean
activate_link_cb (GtkLabel         *label,
                  const char       *url,
                  PropusTableBlock *self)
{
  propus_link_dialog_open (GTK_WIDGET (label), gtk_label_get_text (label), url);

  /* Never the default handler: it would open any address at once. */
  return TRUE;
}

static void
append_escaped (GString    *markup,
                const char *text,
                gsize       length)
{
  g_autofree char *split = propus_long_word_dup_split (text, length);
  g_autofree char *escaped = g_markup_escape_text (split, -1);

  g_string_append (markup, escaped);
}

static void
append_span (GString          *markup,
             const PropusSpan *span,
             const char       *text,
             gsize             length)
{
  PropusSpanFlags flags = span->flags;

  if (span->url != NULL)
    {
      g_autofree char *words = propus_link_dialog_dup_tooltip (span->url);
      g_autofree char *title = g_markup_escape_text (words, -1);
      g_autofree char *url = g_markup_escape_text (span->url, -1);

      g_string_append_printf (markup, "<a href=\"%s\" title=\"%s\">", url, title);
    }
  g_string_append (markup, flags & PROPUS_SPAN_SOURCE ? "<sup>" : "");
  g_string_append (markup, flags & PROPUS_SPAN_STRONG ? "<b>" : "");
  g_string_append (markup, flags & (PROPUS_SPAN_EMPHASIS | PROPUS_SPAN_ITALIC) ? "<i>" : "");
  g_string_append (markup, flags & PROPUS_SPAN_RAISED ? "<sup>" : flags & PROPUS_SPAN_LOWERED ? "<sub>" : "");
  g_string_append (markup, flags & PROPUS_SPAN_STRIKE ? "<s>" : "");
  g_string_append (markup, flags & PROPUS_SPAN_CODE ? "<tt>" : "");
  append_escaped (markup, text, length);
  g_string_append (markup, flags & PROPUS_SPAN_CODE ? "</tt>" : "");
  g_string_append (markup, flags & PROPUS_SPAN_STRIKE ? "</s>" : "");
  g_string_append (markup, flags & PROPUS_SPAN_RAISED ? "</sup>" : flags & PROPUS_SPAN_LOWERED ? "</sub>" : "");
  g_string_append (markup, flags & (PROPUS_SPAN_EMPHASIS | PROPUS_SPAN_ITALIC) ? "</i>" : "");
  g_string_append (markup, flags & PROPUS_SPAN_STRONG ? "</b>" : "");
  g_string_append (markup, flags & PROPUS_SPAN_SOURCE ? "</sup>" : "");
  g_string_append (markup, span->url != NULL ? "</a>" : "");
}

/* A label has links only from markup: this function alone makes some, and escapes all that it is given. */
static char *
dup_markup (const PropusLine *cell)
{
  g_autoptr(GString) markup = g_string_new (NULL);
  gsize done = 0;

  for (guint i = 0; cell->spans != NULL && i < cell->spans->len; i++)
    {
      const PropusSpan *span = &g_array_index (cell->spans, PropusSpan, i);

      append_escaped (markup, cell->text + done, span->start - done);
      append_span (markup, span, cell->text + span->start, span->end - span->start);
      done = span->end;
    }
  append_escaped (markup, cell->text + done, strlen (cell->text) - done);

  return g_string_free (g_steal_pointer (&markup), FALSE);
}

static int
count_longest_line (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "\342\200\250", -1);
  long longest = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      long width = 0;

      for (const char *p = parts[i]; *p != '\0' && width < 1000; p = g_utf8_next_char (p))
        width += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
      longest = MAX (longest, width);
    }

  return (int) longest;
}

static int
count_longest_word (const char *text)
{
  long longest = 0;
  long word = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      word = g_unichar_isspace (c) || g_unichar_iswide (c) ? 0 : word + 1;
      longest = MAX (longest, word);
    }

  return (int) longest;
}

static int
get_least_width (int chars)
{
  return chars <= MIN_CHARS ? chars : MIN (MIN_CHARS + (chars - MIN_CHARS) / 3, WRAP_CHARS);
}

static GtkWidget *
make_cell (PropusTableBlock *self,
           const PropusLine *cell,
           PropusAlign       align,
           gboolean          header)
{
  g_autofree char *markup = cell != NULL ? dup_markup (cell) : g_strdup ("");
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", header ? GTK_ACCESSIBLE_ROLE_COLUMN_HEADER
                                                                              : GTK_ACCESSIBLE_ROLE_CELL, NULL);
  int chars = cell != NULL ? count_longest_line (cell->text) : 0;

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), cell != NULL && count_longest_word (cell->text) > MAX_WORD
                                             ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_width_chars (GTK_LABEL (label), get_least_width (chars));
  gtk_label_set_max_width_chars (GTK_LABEL (label), MIN (chars + 1, MAX_CHARS));
  gtk_label_set_xalign (GTK_LABEL (label), align == PROPUS_ALIGN_RIGHT ? 1 : align == PROPUS_ALIGN_CENTER ? 0.5f : 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  if (align != PROPUS_ALIGN_NONE)
    gtk_label_set_justify (GTK_LABEL (label), align == PROPUS_ALIGN_RIGHT ? GTK_JUSTIFY_RIGHT
                                            : align == PROPUS_ALIGN_CENTER ? GTK_JUSTIFY_CENTER : GTK_JUSTIFY_LEFT);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "cell");
  if (header)
    gtk_widget_add_css_class (label, "head");
  g_signal_connect (label, "activate-link", G_CALLBACK (activate_link_cb), self);

  return label;
}

static void
remove_rows (PropusTableBlock *self,
             guint             from)
{
  while (self->n_rows > from)
    {
      self->n_rows--;
      gtk_grid_remove_row (self->grid, (int) self->n_rows * 2);
      if (self->n_rows > 0)
        gtk_grid_remove_row (self->grid, (int) self->n_rows * 2 - 1);
    }
}

/* A reader who hears a cell hears the heading of its column too: GTK 4.8 tells no screen reader where a cell stands. */
static void
describe_cell (GtkWidget        *label,
               const PropusLine *heading)
{
  if (heading != NULL && *heading->text != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, heading->text, -1);
}

static void
add_row (PropusTableBlock    *self,
         PropusMarkdownBlock *block,
         guint                row)
{
  guint n_columns = propus_markdown_block_get_n_columns (block);

  if (row > 0)
    gtk_grid_attach (self->grid, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL), 0, (int) row * 2 - 1, (int) n_columns, 1);
  for (guint i = 0; i < n_columns; i++)
    {
      GtkWidget *label = make_cell (self, propus_markdown_block_get_cell (block, row, i),
                                    propus_markdown_block_get_align (block, i), row == 0);

      if (row > 0)
        describe_cell (label, propus_markdown_block_get_cell (block, 0, i));
      gtk_grid_attach (self->grid, label, (int) i, (int) row * 2, 1, 1);
    }
  self->n_rows = row + 1;
}

static void
update_name (PropusTableBlock    *self,
             PropusMarkdownBlock *block)
{
  guint n_columns = propus_markdown_block_get_n_columns (block);
  guint n_rows = propus_markdown_block_get_n_rows (block);
  g_autofree char *columns = g_strdup_printf (ngettext ("%u column", "%u columns", n_columns), n_columns);
  g_autofree char *rows = g_strdup_printf (ngettext ("%u row", "%u rows", n_rows), n_rows);
  /* Translators: Name of a table for screen readers; the first %s is like "3 columns", the second like "5 rows". */
  g_autofree char *name = g_strdup_printf (_("Table with %s and %s"), columns, rows);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static gboolean
same_columns (PropusMarkdownBlock *a,
              PropusMarkdownBlock *b)
{
  guint n = propus_markdown_block_get_n_columns (a);

  if (n != propus_markdown_block_get_n_columns (b))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (propus_markdown_block_get_align (a, i) != propus_markdown_block_get_align (b, i))
      return FALSE;

  return TRUE;
}

/**
 * propus_table_block_set_block:
 * @self: a table
 * @block: a TABLE block
 *
 * Shows @block. Rows that it shares with the block that was shown stay.
 */
void
propus_table_block_set_block (PropusTableBlock    *self,
                              PropusMarkdownBlock *block)
{
  guint n_columns;
  guint n_rows;
  guint kept = 0;

  g_return_if_fail (PROPUS_IS_TABLE_BLOCK (self));
  g_return_if_fail (block != NULL && propus_markdown_block_get_kind (block) == PROPUS_BLOCK_TABLE);

  n_columns = MAX (propus_markdown_block_get_n_columns (block), 1);
  n_rows = MIN (propus_markdown_block_get_n_rows (block), MAX (PROPUS_LIMIT_TABLE_CELLS / n_columns, 1));
  if (self->block != NULL && same_columns (self->block, block))
    while (kept < self->n_rows && kept < n_rows
           && propus_markdown_block_get_cell (self->block, kept, 0) == propus_markdown_block_get_cell (block, kept, 0))
      kept++;

  remove_rows (self, kept);
  for (guint i = kept; i < n_rows; i++)
    add_row (self, block, i);

  update_name (self, block);
  propus_markdown_block_ref (block);
  g_clear_pointer (&self->block, propus_markdown_block_unref);
  self->block = block;
  gtk_widget_set_visible (self->note, propus_markdown_block_is_cut (block)
                                      || n_rows < propus_markdown_block_get_n_rows (block));
}

static void
propus_table_block_dispose (GObject *object)
{
  PropusTableBlock *self = PROPUS_TABLE_BLOCK (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->block, propus_markdown_block_unref);

  G_OBJECT_CLASS (propus_table_block_parent_class)->dispose (object);
}

static void
propus_table_block_class_init (PropusTableBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_table_block_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "table.copy-markdown", NULL, copy_markdown_action);

  signals[COPY_NOTICE] = g_signal_new ("copy-notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
make_header (PropusTableBlock *self)
{
  GtkWidget *header = propus_block_header_new (_("Table"), NULL);
  GtkWidget *copy = gtk_menu_button_new ();
  g_autoptr(GMenu) menu = g_menu_new ();

  g_menu_append (menu, _("Copy for a _Spreadsheet"), "table.copy");
  g_menu_append (menu, _("Copy as _Markdown"), "table.copy-markdown");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (copy), "edit-copy-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (copy), G_MENU_MODEL (menu));
  propus_block_header_add (header, copy, _("Copy Table"));

  return header;
}

static void
show_raw_cb (PropusTableBlock *self)
{
  g_autofree char *tsv = self->block != NULL ? propus_markdown_block_to_tsv (self->block) : NULL;

  if (tsv != NULL)
    propus_raw_window_present (GTK_WIDGET (self), _("Table"), tsv, strlen (tsv), "table.tsv");
}

static void
propus_table_block_init (PropusTableBlock *self)
{
  GtkWidget *button;

  self->grid = g_object_new (GTK_TYPE_GRID, "accessible-role", GTK_ACCESSIBLE_ROLE_TABLE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "table-grid");

  self->note = propus_cut_note_new (_("This table is too large to be shown whole."), &button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (show_raw_cb), self);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), make_header (self));
  gtk_box_append (GTK_BOX (self->box), propus_side_scroller_new (GTK_WIDGET (self->grid)));
  gtk_box_append (GTK_BOX (self->box), self->note);
  gtk_widget_set_overflow (self->box, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (self->box, "text-block");
  gtk_widget_add_css_class (self->box, "table-block");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * propus_table_block_new:
 *
 * Returns: (transfer floating): an empty table
 */
GtkWidget *
propus_table_block_new (void)
{
  return g_object_new (PROPUS_TYPE_TABLE_BLOCK, NULL);
}
