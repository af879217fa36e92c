/* request-validator.h - whether a request has only what the API knows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

/* NULL: it is a request of generateContent; else where it is not, and why (owned by the caller). Fields and types are those
 * of data/request-fields.txt. */
char *request_validator_check (const char *body, gssize length);
