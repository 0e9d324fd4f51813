/* SPDX-License-Identifier: EUPL-1.2 */

/**
 * A citizen at the other end of the wire: knows nothing but the public HTTP addresses. Start at {@link
 * org.gishe.itests.citizen.Citizen}; {@link org.gishe.itests.citizen.Demo} plays one whole submission.
 */
package org.gishe.itests.citizen;
