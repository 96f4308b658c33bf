from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Board",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("number", models.IntegerField(default=0)),
                ("said", models.TextField(default="")),
                ("table", models.CharField(default="1", max_length=10)),
                ("broken", models.BooleanField(default=False)),
            ],
        ),
    ]
