"""Messages that a queue between installations took over, and have no receipt yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange_messages", "0002_fetching")]

    operations = [
        migrations.AddField(
            model_name="outgoingmessage",
            name="handed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="outgoingmessage",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Chờ gửi"),
                    ("handed", "Đã vào hàng đợi, bên nhận chưa lấy"),
                    ("delivered", "Bên nhận đã có"),
                    ("dead", "Không gửi được"),
                    ("given-up", "Thôi gửi"),
                ],
                default="waiting",
                max_length=9,
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmessage",
            index=models.Index(condition=models.Q(("state", "handed")), fields=["handed_at"], name="message_handed"),
        ),
    ]
