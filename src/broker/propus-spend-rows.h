/* propus-spend-rows.h - requests and what they cost, in usage.db
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-holder.h"
#include "propus-price-table.h"
#include "propus-usage-count.h"
#include "propus-usage-file.h"

G_BEGIN_DECLS

/* The window and the command line; every other name is a program's, which has a token. */
#define PROPUS_PROGRAM_PARENT "propus"

/* A request that wants to go up. */
typedef struct
{
  char       *program;
  char       *key;          /* its id */
  char       *model;        /* "": not named by its address */
  const char *kind;         /* static, propus-usage-kind.h */
  gint64      body_bytes;   /* -1: not known */
  gint64      at;           /* Unix milliseconds */
  int         day;          /* the person's own, YYYYMMDD */
  PropusHolder *holder;     /* whose limits count, too; NULL: nobody's */
} PropusSpendRequest;

typedef enum
{
  PROPUS_SPEND_ALLOWED,
  PROPUS_SPEND_SOFT,
  PROPUS_SPEND_HARD,
  PROPUS_SPEND_RUNAWAY,
  PROPUS_SPEND_IN_FLIGHT,
  PROPUS_SPEND_HOLDER,      /* a limit of its pass, or of its run */
} PropusSpendKind;

typedef struct
{
  PropusSpendKind kind;
  gint64          id;         /* of the reservation; 0: refused */
  gboolean        for_all;    /* the limit is one of all programs together */
  gboolean        by_month;   /* else by day */
  gboolean        by_money;   /* else by tokens */
  gint64          limit;
  gint64          spent;
  gint64          estimate;
  PropusCap       cap;        /* of a holder: what is limited */
} PropusSpendVerdict;

typedef enum
{
  PROPUS_SPEND_COUNTED,   /* the answer came whole, and said what it cost */
  PROPUS_SPEND_FREE,      /* nothing was done for it */
  PROPUS_SPEND_CUT,       /* nobody knows: the estimate stays, or what was counted already if that is more */
} PropusSpendEnd;

/* What became of it. */
typedef struct
{
  gint64           id;
  PropusSpendEnd   end;
  char            *version;   /* the model that answered; NULL: it did not say */
  int              status;    /* HTTP; 0: no answer came */
  PropusUsageCount count;     /* all 0: it did not say */
} PropusSpendSettlement;

void     propus_spend_request_free    (PropusSpendRequest           *self);
void     propus_spend_settlement_free (PropusSpendSettlement        *self);

gboolean propus_spend_rows_reserve    (PropusUsageFile              *file,
                                       PropusPriceTable             *prices,
                                       const PropusSpendRequest     *request,
                                       PropusSpendVerdict           *verdict,
                                       GError                      **error);
gboolean propus_spend_rows_probe      (PropusUsageFile              *file,
                                       GError                      **error);
gboolean propus_spend_rows_settle     (PropusUsageFile              *file,
                                       PropusPriceTable             *prices,
                                       const PropusSpendSettlement  *settlement,
                                       GError                      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusSpendRequest, propus_spend_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PropusSpendSettlement, propus_spend_settlement_free)

G_END_DECLS
