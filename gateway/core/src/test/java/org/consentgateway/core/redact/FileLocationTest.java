package org.consentgateway.core.redact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileLocationTest {

    @ParameterizedTest
    @CsvSource({
        "https://s.example/a/1?X-Amz-Algorithm=A&X-Amz-Credential=C&X-Amz-Date=D&X-Amz-Signature=S,s.example/a/1",
        "https://S.example:443/a/1?AWSAccessKeyId=k&Expires=1&Signature=s,s.example/a/1",
        "https://s.example/a/1?sv=1&st=2&se=3&sr=b&sp=r&spr=https&skoid=o&sktid=t&skt=1&ske=2&sks=b&skv=1&sig=s,s.example/a/1",
        "https://s.example/a/1?Policy=p&Signature=s&Key-Pair-Id=k,s.example/a/1",
        "http://s.example//a/%31?token=t,s.example/a/1",
        "https://s.example/file?id=7&token=t,s.example/file?id=7",
        "https://s.example/file?b=2&a=1&sig=s,s.example/file?a=1&b=2",
        "https://s.example/download?token=t,s.example/download?token=t",
        "https://s.example:8443/a.pdf#page=2,s.example:8443/a.pdf",
    })
    void a_signature_does_not_say_which_file_it_is(String url, String location) {
        assertThat(FileLocation.of(url)).contains(location);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Binary/b1",
                "/fhir/Binary/b1",
                "urn:uuid:1",
                "ftp://s.example/a",
                "https:///a",
                "see https://s.example"
            })
    void what_is_no_url_of_another_server_has_none(String text) {
        assertThat(FileLocation.of(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://s.example/a?X-Goog-Signature=s,true",
        "https://s.example/a?sig=s,true",
        "https://s.example/a?version=2,false",
        "https://s.example/a,false",
        "nothing,false",
    })
    void a_signed_url_is_known_by_its_parameters(String url, boolean signed) {
        assertThat(FileLocation.isSigned(url)).isEqualTo(signed);
        assertThat(FileLocation.signedIn("see \"" + url.replace("&", "&amp;") + "\" there"))
                .hasSize(signed ? 1 : 0);
    }
}
