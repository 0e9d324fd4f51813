/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

/**
 * A question to a register, asked through {@link Work#enquire}: the platform checks grant, legal basis and purpose,
 * asks the adapter, journals, and gives back the granted elements.
 *
 * @param register id of the register's adapter, for example {@code population}
 * @param operation name of the enquiry there, for example {@code PermanentAddressSearch}
 * @param request the question, by the operation's request schema
 */
public record Enquiry(String register, String operation, Data.Obj request) {}
