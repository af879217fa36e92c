/* propus-branch.c - the part of a chat's displayed branch that is in memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-branch-private.h"

#include "propus-limits.h"

/**
 * PropusBranch:
 *
 * The messages of a #PropusConversation are a window over what the history has: its end at first, pages of it on either
 * side as a reader goes there, and never more than PROPUS_LIMIT_LOADED_MESSAGES. This brings them, one "items-changed"
 * for each step, and follows what others did to the chat. What is not stored yet stays at the end of the window.
 *
 * A temporary chat has no store: the whole of it, with all versions, is a tree in memory. Versions and deleting are in
 * propus-branch-versions.c. Main thread only.
 */
G_DEFINE_FINAL_TYPE (PropusBranch, propus_branch, G_TYPE_OBJECT)

static void
propus_branch_finalize (GObject *object)
{
  PropusBranch *self = PROPUS_BRANCH (object);

  g_clear_pointer (&self->tree, propus_memory_tree_free);
  g_clear_object (&self->running);
  g_clear_object (&self->conversation);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (propus_branch_parent_class)->finalize (object);
}

static void
propus_branch_class_init (PropusBranchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = propus_branch_finalize;
}

static void
propus_branch_init (PropusBranch *self)
{
}

/**
 * propus_branch_new:
 * @store: (transfer none) (nullable): the history; %NULL for a temporary chat
 * @conversation: (transfer none): the chat
 *
 * Returns: (transfer full): a branch of which nothing is loaded
 */
PropusBranch *
propus_branch_new (PropusStore        *store,
                   PropusConversation *conversation)
{
  PropusBranch *self = g_object_new (PROPUS_TYPE_BRANCH, NULL);

  self->conversation = g_object_ref (conversation);
  if (store != NULL)
    self->store = g_object_ref (store);
  else
    self->tree = propus_memory_tree_new ();

  return self;
}

/* --- the window --- */

static guint
get_n (PropusBranch *self)
{
  return propus_conversation_get_n_messages (self->conversation);
}

static PropusMessage *
get (PropusBranch *self,
     guint         index)
{
  return propus_conversation_get_message (self->conversation, index);
}

/* A running answer that was read is the object that we have. */
static void
put_running (PropusBranch *self,
             GPtrArray    *messages)
{
  gint64 id = self->running != NULL ? propus_message_get_id (self->running) : 0;

  for (guint i = 0; id != 0 && i < messages->len; i++)
    if (propus_message_get_id (g_ptr_array_index (messages, i)) == id)
      {
        g_object_unref (g_ptr_array_index (messages, i));
        g_ptr_array_index (messages, i) = g_object_ref (self->running);
      }
}

static gboolean
is_same (PropusMessage *a,
         PropusMessage *b)
{
  return a == b ||
         (propus_message_get_id (a) == propus_message_get_id (b) &&
          propus_message_get_state (a) == propus_message_get_state (b) &&
          propus_message_get_text_length (a) == propus_message_get_text_length (b) &&
          propus_message_get_thoughts_length (a) == propus_message_get_thoughts_length (b) &&
          propus_message_get_n_raw_parts (a) == propus_message_get_n_raw_parts (b));
}

static gboolean
keep_same (PropusMessage *old,
           PropusMessage *now)
{
  if (!is_same (old, now))
    return FALSE;

  propus_message_set_version (old, propus_message_get_version (now), propus_message_get_n_versions (now));
  return TRUE;
}

/* Makes the window what was read, and touches nothing that is the same. */
static void
apply (PropusBranch *self,
       GPtrArray    *now)
{
  guint n = get_n (self);
  guint first = 0;
  guint last = 0;
  g_autoptr(GPtrArray) middle = g_ptr_array_new ();

  put_running (self, now);
  for (guint i = 0; i < n && !self->has_later; i++)
    if (propus_message_get_id (get (self, i)) == 0)
      g_ptr_array_add (now, g_object_ref (get (self, i)));

  for (guint i = 1; n > 0 && i < now->len; i++)
    if (propus_message_get_id (g_ptr_array_index (now, i)) == propus_message_get_id (get (self, 0)))
      {
        g_ptr_array_remove_range (now, 0, i);
        self->has_earlier = TRUE;
        break;
      }

  while (first < MIN (n, now->len) && keep_same (get (self, first), g_ptr_array_index (now, first)))
    first++;
  while (last < MIN (n, now->len) - first &&
         keep_same (get (self, n - last - 1), g_ptr_array_index (now, now->len - last - 1)))
    last++;
  for (guint i = first; i < now->len - last; i++)
    g_ptr_array_add (middle, g_ptr_array_index (now, i));
  propus_conversation_splice (self->conversation, first, n - first - last, middle);
}

/* What is far from where the reader goes is dropped; it can be read again. */
static void
trim (PropusBranch *self,
      gboolean      newest)
{
  guint n = get_n (self);
  guint excess = n > PROPUS_LIMIT_LOADED_MESSAGES ? n - PROPUS_LIMIT_LOADED_MESSAGES : 0;

  if (excess == 0)
    return;

  for (guint i = 0; i < n; i++)
    if (propus_message_get_id (get (self, i)) == 0 || get (self, i) == self->running)
      return;

  propus_conversation_splice (self->conversation, newest ? n - excess : 0, excess, NULL);
  if (newest)
    self->has_later = TRUE;
  else
    self->has_earlier = TRUE;
}

/**
 * propus_branch_has_earlier:
 *
 * Returns: whether there is something before the first message in memory
 */
gboolean
propus_branch_has_earlier (PropusBranch *self)
{
  g_return_val_if_fail (PROPUS_IS_BRANCH (self), FALSE);

  return self->has_earlier;
}

/**
 * propus_branch_has_later:
 *
 * Returns: whether there is something after the last message in memory
 */
gboolean
propus_branch_has_later (PropusBranch *self)
{
  g_return_val_if_fail (PROPUS_IS_BRANCH (self), FALSE);

  return self->has_later;
}

/**
 * propus_branch_is_loading:
 *
 * Returns: whether the first messages are on their way
 */
gboolean
propus_branch_is_loading (PropusBranch *self)
{
  g_return_val_if_fail (PROPUS_IS_BRANCH (self), FALSE);

  return self->n_loads > 0;
}

/**
 * propus_branch_get_serial:
 *
 * Returns: another number after each propus_branch_touch()
 */
guint
propus_branch_get_serial (PropusBranch *self)
{
  g_return_val_if_fail (PROPUS_IS_BRANCH (self), 0);

  return self->serial;
}

/**
 * propus_branch_touch:
 */
void
propus_branch_touch (PropusBranch *self)
{
  g_return_if_fail (PROPUS_IS_BRANCH (self));

  self->serial++;
}

/**
 * propus_branch_set_running:
 * @message: (transfer none) (nullable): an answer
 */
void
propus_branch_set_running (PropusBranch  *self,
                           PropusMessage *message)
{
  g_return_if_fail (PROPUS_IS_BRANCH (self));

  g_set_object (&self->running, message);
}

/**
 * propus_branch_go_to_end:
 */
void
propus_branch_go_to_end (PropusBranch *self)
{
  g_return_if_fail (PROPUS_IS_BRANCH (self));

  if (!self->has_later)
    return;

  self->has_later = FALSE;
  self->has_earlier = TRUE;
  propus_conversation_splice (self->conversation, 0, get_n (self), NULL);
}

/**
 * propus_branch_cut:
 *
 * Says that the last message in memory has become the last of the branch.
 */
void
propus_branch_cut (PropusBranch *self)
{
  g_return_if_fail (PROPUS_IS_BRANCH (self));

  self->has_later = FALSE;
}

/**
 * propus_branch_add:
 * @message: (transfer none): about to be part of the conversation; its parent's id is set or it follows the last one
 */
void
propus_branch_add (PropusBranch  *self,
                   PropusMessage *message)
{
  PropusMessage *last;

  g_return_if_fail (PROPUS_IS_BRANCH (self));

  self->serial++;
  if (self->tree == NULL)
    return;

  last = propus_conversation_get_last (self->conversation);
  if (propus_message_get_parent_id (message) == PROPUS_MESSAGE_PARENT_LAST)
    propus_message_set_parent_id (message, last != NULL ? propus_message_get_id (last) : 0);
  propus_memory_tree_add (self->tree, message);
}

/**
 * propus_branch_forget:
 * @message: of the conversation no longer, and of no other branch
 */
void
propus_branch_forget (PropusBranch  *self,
                      PropusMessage *message)
{
  g_return_if_fail (PROPUS_IS_BRANCH (self));

  self->serial++;
  if (self->tree != NULL)
    propus_memory_tree_forget (self->tree, message);
}

/* --- reading --- */

static void
step_free (PropusBranchStep *step)
{
  g_clear_pointer (&step->ids, g_array_unref);
  g_free (step);
}

GTask *
_propus_branch_new_task (PropusBranch        *self,
                         gpointer             tag,
                         PropusBranchReading  reading,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  PropusBranchStep *step = g_new0 (PropusBranchStep, 1);

  step->reading = reading;
  step->serial = self->serial;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, step, (GDestroyNotify) step_free);
  return task;
}

static gboolean
is_edge (PropusMessage *message,
         gint64         id)
{
  return message != NULL && propus_message_get_id (message) == id;
}

static void
apply_tail (PropusBranch *self,
            PropusBranchStep         *step,
            PropusPage   *page)
{
  g_autoptr(GPtrArray) tail = g_ptr_array_new ();
  guint position;

  put_running (self, page->messages);
  for (guint i = 0; i < page->messages->len; i++)
    if (tail->len > 0 || is_edge (g_ptr_array_index (page->messages, i), step->anchor))
      g_ptr_array_add (tail, g_ptr_array_index (page->messages, i));

  self->has_later = page->has_later;
  if (propus_conversation_find_message (self->conversation, step->old, &position))
    propus_conversation_splice (self->conversation, position, get_n (self) - position, tail);
  else
    {
      self->has_earlier = page->has_earlier;
      propus_conversation_splice (self->conversation, 0, get_n (self), page->messages);
    }
}

static void
apply_page (PropusBranch *self,
            PropusBranchStep         *step,
            PropusPage   *page)
{
  switch (step->reading)
    {
    case PROPUS_BRANCH_READ_EARLIER:
      if (!is_edge (get (self, 0), step->anchor))
        break;
      self->has_earlier = page->has_earlier;
      propus_conversation_splice (self->conversation, 0, 0, page->messages);
      trim (self, TRUE);
      break;
    case PROPUS_BRANCH_READ_LATER:
      if (!is_edge (propus_conversation_get_last (self->conversation), step->anchor))
        break;
      put_running (self, page->messages);
      self->has_later = page->has_later;
      propus_conversation_splice (self->conversation, get_n (self), 0, page->messages);
      trim (self, FALSE);
      break;
    case PROPUS_BRANCH_READ_TAIL:
      apply_tail (self, step, page);
      break;
    case PROPUS_BRANCH_READ_FIRST:
      if (get_n (self) > 0)
        break;
      G_GNUC_FALLTHROUGH;
    case PROPUS_BRANCH_READ_JUMP:
    case PROPUS_BRANCH_READ_AGAIN:
    default:
      if (step->reading == PROPUS_BRANCH_READ_AGAIN && step->serial != self->serial)
        break;   /* overtaken by our own hand */
      self->has_earlier = page->has_earlier;
      self->has_later = page->has_later;
      apply (self, page->messages);
      break;
    }
}

static void return_step (GTask *task);

static void
page_loaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusBranch *self = g_task_get_source_object (task);
  PropusBranchStep *step = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(PropusPage) page = propus_store_load_page_finish (PROPUS_STORE (object), result, &error);

  if (step->reading == PROPUS_BRANCH_READ_FIRST)
    self->n_loads--;
  if (page == NULL && step->ids == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_clear_error (&error);
  if (page != NULL)
    apply_page (self, step, page);
  return_step (task);
}

static void
return_step (GTask *task)
{
  PropusBranchStep *step = g_task_get_task_data (task);

  if (step->ids != NULL)
    g_task_return_pointer (task, g_steal_pointer (&step->ids), (GDestroyNotify) g_array_unref);
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
void
_propus_branch_load_page (GTask          *task,
                          PropusPageKind  kind,
                          gint64          message_id,
                          guint           limit)
{
  PropusBranch *self = g_task_get_source_object (task);

  propus_store_load_page_async (self->store, propus_conversation_get_id (self->conversation), kind, message_id, limit,
                                page_loaded_cb, task);
}

/**
 * propus_branch_load_async:
 *
 * Fills an empty window with the end of the branch.
 */
void
propus_branch_load_async (PropusBranch        *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_BRANCH (self));

  task = _propus_branch_new_task (self, propus_branch_load_async, PROPUS_BRANCH_READ_FIRST, callback, user_data);
  if (self->tree != NULL || propus_conversation_get_id (self->conversation) == 0 || get_n (self) > 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->n_loads++;
  _propus_branch_load_page (g_steal_pointer (&task), PROPUS_PAGE_END, 0, PROPUS_LIMIT_LIVE_ROWS);
}

/**
 * propus_branch_load_more_async:
 * @earlier: which end of the window
 *
 * Brings the next page.
 */
void
propus_branch_load_more_async (PropusBranch        *self,
                               gboolean             earlier,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PropusMessage *edge;

  g_return_if_fail (PROPUS_IS_BRANCH (self));

  task = _propus_branch_new_task (self, propus_branch_load_more_async,
                                  earlier ? PROPUS_BRANCH_READ_EARLIER : PROPUS_BRANCH_READ_LATER, callback, user_data);
  edge = earlier ? get (self, 0) : propus_conversation_get_last (self->conversation);
  if (edge == NULL || propus_message_get_id (edge) == 0 || !(earlier ? self->has_earlier : self->has_later))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  ((PropusBranchStep *) g_task_get_task_data (task))->anchor = propus_message_get_id (edge);
  _propus_branch_load_page (g_steal_pointer (&task), earlier ? PROPUS_PAGE_BEFORE : PROPUS_PAGE_AFTER,
             propus_message_get_id (edge), PROPUS_LIMIT_LIVE_ROWS);
}

static void jump (GTask *task);

static void
jump_shown_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (propus_store_show_version_finish (PROPUS_STORE (object), result, &error))
    jump (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* The first try fails when the message is on another branch than the displayed one. */
static void
jump_loaded_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PropusBranch *self = g_task_get_source_object (task);
  PropusBranchStep *step = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(PropusPage) page = propus_store_load_page_finish (PROPUS_STORE (object), result, &error);

  if (page != NULL)
    {
      apply_page (self, step, page);
      g_task_return_boolean (task, TRUE);
    }
  else if (!step->shown && g_error_matches (error, PROPUS_STORE_ERROR, PROPUS_STORE_ERROR_FAILED))
    {
      g_error_free (error);
      step->shown = TRUE;
      self->serial++;
      propus_store_show_version_async (self->store, step->anchor, jump_shown_cb, g_steal_pointer (&task));
    }
  else
    g_task_return_error (task, error);
}

static void
jump (GTask *task)
{
  PropusBranch *self = g_task_get_source_object (task);
  PropusBranchStep *step = g_task_get_task_data (task);

  propus_store_load_page_async (self->store, propus_conversation_get_id (self->conversation), PROPUS_PAGE_AROUND,
                                step->anchor, PROPUS_LIMIT_LIVE_ROWS, jump_loaded_cb, task);
}

/**
 * propus_branch_jump_async:
 * @message_id: a message of the chat, of any branch
 *
 * Brings it into the window, with what is around it.
 */
void
propus_branch_jump_async (PropusBranch        *self,
                          gint64               message_id,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_BRANCH (self));

  task = _propus_branch_new_task (self, propus_branch_jump_async, PROPUS_BRANCH_READ_JUMP, callback, user_data);
  ((PropusBranchStep *) g_task_get_task_data (task))->anchor = message_id;
  if (self->tree != NULL || propus_conversation_find_message (self->conversation, message_id, NULL))
    g_task_return_boolean (task, TRUE);
  else
    jump (g_steal_pointer (&task));
}

/* Takes @task. */
void
_propus_branch_read_again (GTask *task)
{
  PropusBranch *self = g_task_get_source_object (task);
  guint n = get_n (self);
  PropusMessage *middle = n > 0 ? get (self, n / 2) : NULL;

  if (self->has_later && middle != NULL && propus_message_get_id (middle) != 0)
    _propus_branch_load_page (task, PROPUS_PAGE_AROUND, propus_message_get_id (middle), n);
  else
    _propus_branch_load_page (task, PROPUS_PAGE_END, 0, n + PROPUS_LIMIT_PAGE_ROWS);
}

/**
 * propus_branch_refresh_async:
 *
 * Reads again what is there, and what has come after it. For a quiet moment: nothing runs, all is stored.
 */
void
propus_branch_refresh_async (PropusBranch        *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PROPUS_IS_BRANCH (self));

  task = _propus_branch_new_task (self, propus_branch_refresh_async, PROPUS_BRANCH_READ_AGAIN, callback, user_data);
  if (self->tree != NULL || propus_conversation_get_id (self->conversation) == 0 || self->n_loads > 0)
    g_task_return_boolean (task, TRUE);
  else
    _propus_branch_read_again (g_steal_pointer (&task));
}

/**
 * propus_branch_finish:
 *
 * Returns: %FALSE with @error set when it failed
 */
gboolean
propus_branch_finish (PropusBranch  *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
