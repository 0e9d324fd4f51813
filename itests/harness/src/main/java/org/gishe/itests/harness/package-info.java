/* SPDX-License-Identifier: EUPL-1.2 */

/** Starts, kills and questions the real distribution. Start at {@link org.gishe.itests.harness.Server}. */
package org.gishe.itests.harness;
