/* propus-run-block.c - code that the model had run, and what came of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-run-block.h"

#include "propus-code-block.h"
#include "propus-markdown-stream.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * PropusRunBlock:
 *
 * A caption that says what it is and how it went, above the code or its output. It ran at Google; nothing runs here.
 */
struct _PropusRunBlock
{
  GtkWidget parent_instance;

  GtkWidget *box;
};

enum { COPY_NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusRunBlock, propus_run_block, GTK_TYPE_WIDGET)

static void
copy_notice_cb (PropusRunBlock *self,
                const char     *sentence)
{
  g_signal_emit (self, signals[COPY_NOTICE], 0, sentence);
}

static gsize
count_longest_fence (const char *text)
{
  gsize longest = 0;

  for (const char *p = text; *p != '\0'; p += MAX (strspn (p, "`"), 1))
    longest = MAX (longest, strspn (p, "`"));

  return longest;
}

/* Through the parser, so that the code is filtered and capped as all other code is. */
static void
add_code (PropusRunBlock *self,
          const char     *text,
          const char     *language)
{
  g_autofree char *fence = g_strnfill (MAX (count_longest_fence (text) + 1, 3), '`');
  g_autofree char *word = g_ascii_strdown (language, -1);
  g_autofree char *source = NULL;
  g_autoptr(GPtrArray) blocks = NULL;
  GtkWidget *block;

  g_strcanon (word, "abcdefghijklmnopqrstuvwxyz0123456789+#-", '-');
  source = g_strdup_printf ("%s%s\n%s%s%s\n", fence, word, text, g_str_has_suffix (text, "\n") ? "" : "\n", fence);
  blocks = propus_markdown_parse (source);
  if (blocks->len == 0 || propus_markdown_block_get_kind (blocks->pdata[0]) != PROPUS_BLOCK_CODE)
    return;

  block = propus_code_block_new ();
  propus_code_block_set_block (PROPUS_CODE_BLOCK (block), blocks->pdata[0]);
  g_signal_connect_object (block, "copy-notice", G_CALLBACK (copy_notice_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), block);
}

static void
add_caption (PropusRunBlock *self,
             const char     *icon_name,
             const char     *words)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (line, "caption");
  gtk_widget_add_css_class (line, "dim-label");
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (self->box), line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
show_result (PropusRunBlock         *self,
             const PropusAnswerPart *part)
{
  gboolean empty = part->text[strspn (part->text, " \t\r\n")] == '\0';

  if (part->outcome == PROPUS_OUTCOME_FAILED)
    add_caption (self, "dialog-error-symbolic", _("The code failed"));
  else if (part->outcome == PROPUS_OUTCOME_TIMEOUT)
    add_caption (self, "dialog-error-symbolic", _("The code ran too long and was stopped"));
  else if (part->outcome == PROPUS_OUTCOME_UNKNOWN)
    add_caption (self, "dialog-question-symbolic", _("How the code ended is not known"));
  else
    add_caption (self, "emblem-ok-symbolic", empty ? _("The code ran and printed nothing") : _("Result"));

  if (!empty)
    add_code (self, part->text, "");
}

/**
 * propus_run_block_new:
 * @part: of the kind %PROPUS_PART_CODE or %PROPUS_PART_RESULT
 *
 * Returns: (transfer floating): a widget that shows it
 */
GtkWidget *
propus_run_block_new (const PropusAnswerPart *part)
{
  PropusRunBlock *self;

  g_return_val_if_fail (part != NULL, NULL);

  self = g_object_new (PROPUS_TYPE_RUN_BLOCK, NULL);
  if (part->kind == PROPUS_PART_RESULT)
    show_result (self, part);
  else
    {
      add_caption (self, "utilities-terminal-symbolic", _("Code that Gemini ran"));
      add_code (self, part->text, part->name);
    }

  return GTK_WIDGET (self);
}

static void
propus_run_block_dispose (GObject *object)
{
  g_clear_pointer (&PROPUS_RUN_BLOCK (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (propus_run_block_parent_class)->dispose (object);
}

static void
propus_run_block_class_init (PropusRunBlockClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_run_block_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[COPY_NOTICE] = g_signal_new ("copy-notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
propus_run_block_init (PropusRunBlock *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}
