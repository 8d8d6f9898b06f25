"""The forms of signing in and of passwords."""

from __future__ import annotations

from typing import Any

from wtforms import Form, PasswordField, StringField
from wtforms.validators import InputRequired, ValidationError

from forms.translations import wtforms_translations

LONGEST = 512


class IndonesianForm(Form):  # type: ignore[misc]
    """A form whose own messages are Indonesian."""

    class Meta:
        """WTForms' own messages in Indonesian."""

        def get_translations(self, form: Form) -> Any:
            """Our catalogue."""
            return wtforms_translations()


def not_endless(form: Form, field: Any) -> None:
    """Refuse what is longer than anything sensible."""
    if field.data and len(field.data) > LONGEST:
        raise ValidationError(f"Isian ini terlalu panjang: paling banyak {LONGEST} karakter.")


def _password(label: str, autocomplete: str, description: str = "") -> PasswordField:
    return PasswordField(
        label,
        [InputRequired("Isi kata sandi."), not_endless],
        description=description,
        render_kw={"autocomplete": autocomplete},
    )


class SignInForm(IndonesianForm):
    """User name and password."""

    user_name = StringField(
        "Nama pengguna", [InputRequired("Isi nama pengguna."), not_endless], render_kw={"autocomplete": "username"}
    )
    password = _password("Kata sandi", "current-password")


class CodeForm(IndonesianForm):
    """The code that the authenticator app shows now."""

    code = StringField(
        "Kode 6 angka",
        [InputRequired("Isi kode 6 angka dari aplikasi autentikator."), not_endless],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class RecoveryForm(IndonesianForm):
    """One of the codes that were written down when the app was set up."""

    recovery_code = StringField(
        "Kode pemulihan",
        [InputRequired("Isi salah satu kode pemulihan."), not_endless],
        description="16 huruf dan angka, contoh: abcd-2345-efgh-6789. Tiap kode berlaku satu kali.",
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class ResetForm(IndonesianForm):
    """Whose password was forgotten."""

    user_name = StringField(
        "Nama pengguna",
        [InputRequired("Isi nama pengguna."), not_endless],
        description="Tercantum pada surat elektronik saat akun dibuat.",
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(IndonesianForm):
    """A new password, typed twice."""

    new_password = _password("Kata sandi baru", "new-password")
    again = _password("Kata sandi baru, sekali lagi", "new-password")

    def validate_again(self, field: Any) -> None:
        """Both must be the same."""
        if field.data != self.new_password.data:
            raise ValidationError("Kedua kata sandi baru tidak sama. Ketik ulang.")


class OwnPasswordForm(NewPasswordForm):
    """As before, with the present password first."""

    old_password = _password("Kata sandi sekarang", "current-password")

    def __iter__(self) -> Any:
        """The present password comes first."""
        return iter(self._fields[name] for name in ("old_password", "new_password", "again"))


class NewLoginForm(NewPasswordForm):
    """A user name of one's own choice, and a password."""

    user_name = StringField(
        "Nama pengguna",
        [InputRequired("Isi nama pengguna yang Anda pilih."), not_endless],
        description="3 sampai 40 huruf kecil, angka, titik, garis bawah atau strip; dipakai untuk masuk.",
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    new_password = _password("Kata sandi", "new-password")
    again = _password("Kata sandi, sekali lagi", "new-password")

    def __iter__(self) -> Any:
        """The user name comes first."""
        return iter(self._fields[name] for name in ("user_name", "new_password", "again"))
