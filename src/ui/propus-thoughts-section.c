/* propus-thoughts-section.c - what the model thought before it answered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-thoughts-section.h"

#include "propus-markdown-view.h"
#include "propus-raw-window.h"
#include "propus-widget.h"

#include <glib/gi18n.h>
#include <string.h>

/* The last headline is looked for so far back from the end. */
#define LOOKED_BACK 4096
#define MAX_HEADLINE_CHARS 80

/**
 * PropusThoughtsSection:
 *
 * Folded away until somebody wants to see it. While the model thinks, the time runs and the last headline of its
 * summary stands beside it; after that it says how long it took. Whether it is open is the reader's business, and stays
 * so while thoughts come.
 */
struct _PropusThoughtsSection
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkExpander *expander;
  GtkSpinner *spinner;
  GtkLabel *label;
  GtkLabel *headline;
  PropusMarkdownView *view;

  PropusMessage *message;
  guint live : 1;
  guint seconds;
};

enum { COPY_NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PropusThoughtsSection, propus_thoughts_section, GTK_TYPE_WIDGET)

/* A summary has headlines of its own, each a line in bold. */
static char *
dup_headline (PropusThoughtsSection *self)
{
  const char *thoughts = propus_message_get_thoughts (self->message);
  gsize length = propus_message_get_thoughts_length (self->message);
  const char *p = thoughts + (length > LOOKED_BACK ? length - LOOKED_BACK : 0);
  const char *found = NULL;
  gsize found_length = 0;
  g_autofree char *headline = NULL;

  while (p != NULL && *p != '\0')
    {
      const char *newline = strchr (p, '\n');
      gsize end = newline != NULL ? (gsize) (newline - p) : strlen (p);

      if (end > 4 && strncmp (p, "**", 2) == 0 && strncmp (p + end - 2, "**", 2) == 0)
        {
          found = p + 2;
          found_length = end - 4;
        }
      p = newline != NULL ? newline + 1 : NULL;
    }
  if (found == NULL)
    return NULL;

  headline = g_utf8_make_valid (found, (gssize) found_length);
  return g_utf8_strlen (headline, -1) > MAX_HEADLINE_CHARS ? g_utf8_substring (headline, 0, MAX_HEADLINE_CHARS)
                                                          : g_steal_pointer (&headline);
}

static char *
dup_label (PropusThoughtsSection *self)
{
  guint seconds = (guint) ((propus_message_get_thinking_us (self->message) + G_USEC_PER_SEC / 2) / G_USEC_PER_SEC);

  if (self->live)
    /* Translators: how long the model has been thinking, in seconds */
    return g_strdup_printf (_("Thinking… %u s"), self->seconds);
  if (seconds > 0)
    /* Translators: how long the model thought before it answered, in seconds */
    return g_strdup_printf (ngettext ("Thought for %u s", "Thought for %u s", seconds), seconds);

  return g_strdup (_("Thoughts"));
}

static void
update (PropusThoughtsSection *self)
{
  g_autofree char *label = dup_label (self);
  g_autofree char *headline = self->live ? dup_headline (self) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), !propus_thoughts_section_is_empty (self));
  gtk_label_set_label (self->label, label);
  gtk_label_set_label (self->headline, headline != NULL ? headline : "");
  gtk_widget_set_visible (GTK_WIDGET (self->headline), headline != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->live);
  gtk_spinner_set_spinning (self->spinner, self->live);
  /* Not the seconds: a screen reader on it would say every one of them. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->live ? _("Thinking…") : label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_STATE_BUSY, self->live, -1);
}

static void
appended_cb (PropusThoughtsSection *self,
             guint64                offset,
             guint64                length)
{
  g_assert (PROPUS_IS_THOUGHTS_SECTION (self));

  propus_markdown_view_append (self->view, propus_message_get_thoughts (self->message) + offset, length);
  if (offset == 0)
    update (self);
}

static void
copy_notice_cb (PropusThoughtsSection *self,
                const char            *sentence)
{
  g_signal_emit (self, signals[COPY_NOTICE], 0, sentence);
}

/* Of what the view does not show whole. */
static void
show_raw_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  PropusMessage *message = PROPUS_THOUGHTS_SECTION (widget)->message;

  propus_raw_window_present (widget, _("Thoughts"), propus_message_get_thoughts (message),
                             propus_message_get_thoughts_length (message), "thoughts.md");
}

/**
 * propus_thoughts_section_set_message:
 * @self: a section without a message
 * @message: (transfer none): an answer
 */
void
propus_thoughts_section_set_message (PropusThoughtsSection *self,
                                     PropusMessage         *message)
{
  g_return_if_fail (PROPUS_IS_THOUGHTS_SECTION (self));
  g_return_if_fail (PROPUS_IS_MESSAGE (message) && self->message == NULL);

  self->message = g_object_ref (message);
  g_signal_connect_object (message, "thoughts-appended", G_CALLBACK (appended_cb), self, G_CONNECT_SWAPPED);
  propus_thoughts_section_reload (self);
}

/**
 * propus_thoughts_section_is_empty:
 * @self: a section with a message
 *
 * Returns: whether there are no thoughts
 */
gboolean
propus_thoughts_section_is_empty (PropusThoughtsSection *self)
{
  g_return_val_if_fail (PROPUS_IS_THOUGHTS_SECTION (self), TRUE);

  return propus_message_get_thoughts_length (self->message) == 0;
}

/**
 * propus_thoughts_section_set_live:
 * @self: a section with a message
 * @live: whether the model is thinking
 * @seconds: for how long it has
 */
void
propus_thoughts_section_set_live (PropusThoughtsSection *self,
                                  gboolean               live,
                                  guint                  seconds)
{
  g_return_if_fail (PROPUS_IS_THOUGHTS_SECTION (self));

  self->live = live;
  self->seconds = seconds;
  update (self);
}

/**
 * propus_thoughts_section_finish:
 * @self: a section
 *
 * Says that no more thoughts come.
 */
void
propus_thoughts_section_finish (PropusThoughtsSection *self)
{
  g_return_if_fail (PROPUS_IS_THOUGHTS_SECTION (self));

  propus_markdown_view_finish (self->view);
}

/**
 * propus_thoughts_section_reload:
 * @self: a section with a message
 *
 * Shows all thoughts anew.
 */
void
propus_thoughts_section_reload (PropusThoughtsSection *self)
{
  g_return_if_fail (PROPUS_IS_THOUGHTS_SECTION (self));

  propus_markdown_view_clear (self->view);
  if (!propus_thoughts_section_is_empty (self))
    propus_markdown_view_append (self->view, propus_message_get_thoughts (self->message),
                                 propus_message_get_thoughts_length (self->message));
  update (self);
}

static void
propus_thoughts_section_dispose (GObject *object)
{
  PropusThoughtsSection *self = PROPUS_THOUGHTS_SECTION (object);

  propus_widget_dispose_template (GTK_WIDGET (self), PROPUS_TYPE_THOUGHTS_SECTION);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (propus_thoughts_section_parent_class)->dispose (object);
}

static void
propus_thoughts_section_class_init (PropusThoughtsSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = propus_thoughts_section_dispose;

  g_type_ensure (PROPUS_TYPE_MARKDOWN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/propus/Propus/ui/propus-thoughts-section.ui");
  gtk_widget_class_bind_template_child (widget_class, PropusThoughtsSection, expander);
  gtk_widget_class_bind_template_child (widget_class, PropusThoughtsSection, spinner);
  gtk_widget_class_bind_template_child (widget_class, PropusThoughtsSection, label);
  gtk_widget_class_bind_template_child (widget_class, PropusThoughtsSection, headline);
  gtk_widget_class_bind_template_child (widget_class, PropusThoughtsSection, view);

  gtk_widget_class_install_action (widget_class, "answer.show-raw", NULL, show_raw_action);

  signals[COPY_NOTICE] = g_signal_new ("copy-notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
propus_thoughts_section_init (PropusThoughtsSection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->view, "copy-notice", G_CALLBACK (copy_notice_cb), self, G_CONNECT_SWAPPED);
}
