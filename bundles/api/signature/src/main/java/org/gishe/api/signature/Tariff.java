/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.signature;

import java.math.BigDecimal;

/**
 * What signing costs the person.
 *
 * @param free number of signatures that cost nothing, 0 or more
 * @param price of each further one, 0 or more
 * @param currency ISO 4217
 */
public record Tariff(int free, BigDecimal price, String currency) {}
