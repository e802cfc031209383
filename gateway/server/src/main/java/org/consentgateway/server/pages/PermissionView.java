package org.consentgateway.server.pages;

/**
 * A permission as a page says it.
 *
 * @param who names, separated by commas
 */
public record PermissionView(Permission said, String who) {

    static PermissionView of(Permission permission, DisplayNames names) {
        return new PermissionView(
                permission,
                String.join(", ", permission.who().stream().map(names::of).toList()));
    }
}
