package org.consentgateway.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order the members of a record are written. */
class RecordJsonTest {

    private static final RecordJson JSON = new RecordJson(List.of());

    record Street(String street, String town) {}

    @MemberOrder({"town", "name", "street"})
    record Ordered(String name, @Unwrapped Street at) {}

    @MemberOrder({"town", "name"})
    record Forgotten(String name, @Unwrapped Street at) {}

    @MemberOrder({"town", "name", "street", "country"})
    record Unknown(String name, @Unwrapped Street at) {}

    @Test
    void members_of_unwrapped_parts_stand_where_the_order_says_and_are_read_from_there() {
        Ordered value = new Ordered("n", new Street("s", "t"));

        assertThat(JSON.text(value)).isEqualTo("{\"town\":\"t\",\"name\":\"n\",\"street\":\"s\"}");
        assertThat(JSON.read(JSON.write(value), Ordered.class)).isEqualTo(value);
    }

    @Test
    void a_member_that_the_order_does_not_name_is_an_error() {
        assertThatThrownBy(() -> JSON.write(new Forgotten("n", new Street("s", "t"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the member order of `Forgotten` is not of its members");
    }

    @Test
    void a_name_in_the_order_that_is_no_member_is_an_error() {
        assertThatThrownBy(() -> JSON.text(new Unknown("n", new Street("s", "t"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the member order of `Unknown` is not of its members");
    }
}
